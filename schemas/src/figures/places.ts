import type { Bilingual } from '../finding/finding.ts';

/** Where a lift stands (使用场所), as rescue statistics break down by. Source: categories of published city reports; the list is ours. */
export const placeTypes = {
  residential: { zh: '住宅', en: 'residential' },
  office: { zh: '写字楼', en: 'office' },
  shop: { zh: '商场', en: 'shop' },
  hotel: { zh: '宾馆饭店', en: 'hotel' },
  hospital: { zh: '医院', en: 'hospital' },
  school: { zh: '学校', en: 'school' },
  station: { zh: '车站机场', en: 'station' },
  factory: { zh: '工厂', en: 'factory' },
  other: { zh: '其他', en: 'other' },
} as const satisfies Record<string, Bilingual>;
export type PlaceType = keyof typeof placeTypes;
export const placeTypeNames = Object.keys(placeTypes) as [PlaceType, ...PlaceType[]];
