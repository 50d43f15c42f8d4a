import {
  warningCause,
  warningComponents,
  type Bilingual,
  type WarningCause,
  type WarningComponent,
} from '@liftwatch/schemas';
import { countFeatures, features, type Assessment, type Sign } from '../../warning/index.ts';

const names: ReadonlyMap<string, Bilingual> = new Map(
  [...features, ...countFeatures].map(({ name, zh, en }) => [name, { zh, en }]),
);
/** Name of a feature, in words. */
export const featureWords = (feature: string): Bilingual => {
  const plain = feature.replace(/-scatter$/, '');
  const known = names.get(plain) ?? { zh: '每日运行次数', en: 'runs per day' };
  return plain === feature ? known : { zh: `${known.zh}离散度`, en: `scatter of the ${known.en}` };
};

const amount = (value: number, unit: string): string => `${value} ${unit}`;

/** One driver in words: what it was, what it is, where the limit lies. */
const inWords = (sign: Sign): Bilingual => {
  const { zh, en } = featureWords(sign.feature);
  const [was, now, limit] = [sign.baseline, sign.now, sign.limit].map((value) => amount(value, sign.unit));
  return {
    zh: `${sign.floor === undefined ? '' : `${sign.floor}层`}${zh} ${now},基线 ${was},处置限 ${limit}`,
    en: `${en}${sign.floor === undefined ? '' : ` at floor ${sign.floor}`} ${now}, baseline ${was}, act limit ${limit}`,
  };
};

/** The strongest of what has been found, for the evidence of the finding; the warning holds the others. */
export const driversInWords = (signs: readonly Sign[]): Bilingual => {
  const [lead] = signs;
  return lead ? inWords(lead) : { zh: '', en: '' };
};

export const summaryOf = (component: WarningComponent, cause: WarningCause): Bilingual => {
  const part = warningComponents.find((one) => one.component === component);
  const why = warningCause(cause);
  return {
    zh: `${part?.zh ?? ''}预警:疑似${why?.zh ?? cause}`,
    en: `Wear of the ${part?.en ?? component}: suspected ${why?.en ?? cause}`,
  };
};

export const onsetOf = (a: Assessment): number => Math.min(...a.signs.map(({ sinceMs }) => sinceMs));
