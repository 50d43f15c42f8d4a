import type { Bilingual } from '@liftwatch/schemas';

/** Who is told, as people call them. */
export const roleWords: Readonly<Record<string, Bilingual>> = {
  firm: { zh: '维保单位', en: 'maintenance firm' },
  platform: { zh: '应急平台', en: 'emergency platform' },
  manager: { zh: '楼宇管理', en: 'building manager' },
  operator: { zh: '值班员', en: 'operator' },
  crew: { zh: '值班维保人员', en: 'crew on duty' },
  backup: { zh: '备班人员', en: 'backup on duty' },
  station: { zh: '网络救援站', en: 'network rescue station' },
  rescue: { zh: '消防与公安', en: 'fire and police' },
};
