import type { Language } from './language.tsx';
import type { Words } from './zh.ts';

/** What early warning watches, as docs/early-warning.md lists it. */
export const features: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  'door-close-time': { zh: '关门时间', en: 'door closing time' },
  'door-open-time': { zh: '开门时间', en: 'door opening time' },
  'door-motor-peak': { zh: '门机电流峰值', en: 'door motor current, peak' },
  'door-motor-energy': { zh: '门机单次能耗', en: 'door motor energy of a cycle' },
  'brake-release-delay': { zh: '制动器打开延时', en: 'brake release delay' },
  'brake-apply-delay': { zh: '制动器闭合延时', en: 'brake apply delay' },
  slip: { zh: '曳引滑移', en: 'rope slip' },
  'levelling-error': { zh: '平层误差', en: 'levelling error' },
  'ride-lateral-x': { zh: '横向振动X', en: 'lateral vibration x, A95' },
  'ride-lateral-y': { zh: '横向振动Y', en: 'lateral vibration y, A95' },
  'ride-vertical': { zh: '垂直振动', en: 'vertical vibration, A95' },
  'ride-peak-x': { zh: '横向振动峰峰值X', en: 'lateral vibration x, peak to peak' },
  'ride-peak-y': { zh: '横向振动峰峰值Y', en: 'lateral vibration y, peak to peak' },
  'ride-peak-vertical': { zh: '垂直振动峰峰值', en: 'vertical vibration, peak to peak' },
  'motor-current': { zh: '电机电流', en: 'motor current, rms' },
  'roll-back': { zh: '抱闸后轿厢溜移', en: 'car moved while the brake was set' },
  'run-time': { zh: '同程运行时间', en: 'run time over the same floors' },
  'motor-heat': { zh: '电机温升', en: 'motor above machine-room temperature' },
  'cabinet-heat': { zh: '控制柜温升', en: 'cabinet above machine-room temperature' },
  'load-zero': { zh: '空载称重读数', en: 'load reading of the empty car' },
  'start-delay': { zh: '抱闸打开至启动延时', en: 'brake lifted until the car runs' },
  'stop-delay': { zh: '停车至抱闸延时', en: 'stop until the brake is set' },
  'reopen-rate': { zh: '非光幕重开门率', en: 'reopenings without the light curtain' },
  'lock-bounce-rate': { zh: '门锁抖动率', en: 'drop-outs of the lock contact' },
  'relevel-rate': { zh: '再平层率', en: 're-levelling moves' },
  'runs-per-day': { zh: '每日运行次数', en: 'runs per day' },
};

const SCATTER = '-scatter';

/** A feature's name; its scatter's is made of it. One that is not known here is shown by its code. */
export const featureName = (feature: string, language: Language): string => {
  const plain = feature.endsWith(SCATTER) ? feature.slice(0, -SCATTER.length) : feature;
  const name = features[plain]?.[language];
  if (name === undefined) return feature;
  if (plain === feature) return name;
  return language === 'zh' ? `${name}离散度` : `scatter of the ${name}`;
};

/** Units that are words; those of physics are the same in both languages. */
export const unitIn = (unit: string, words: Words): string => words.units[unit] ?? unit;

/** Where a feature deviates: `floor=3` in words, nothing where it deviates everywhere. */
export const whereText = (context: string, words: Words): string => {
  if (context === 'all') return '';
  const [, floor] = /^floor=(.+)$/.exec(context) ?? [];
  return floor === undefined ? context : words.incident.floor(floor);
};
