import type { MonthsTruth } from '@liftwatch/edge-simulator/months';

export type Of<K extends MonthsTruth['truth']> = Extract<MonthsTruth, { truth: K }>;

/** The lines of one kind. */
export const only = <K extends MonthsTruth['truth']>(truth: readonly MonthsTruth[], kind: K): readonly Of<K>[] =>
  truth.filter((one): one is Of<K> => one.truth === kind);
