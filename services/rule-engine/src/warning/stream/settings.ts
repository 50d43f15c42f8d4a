/** One monitored signal. */
export interface SignalSettings {
  readonly name: string;
  /**
   * ratio: zero means none (vibration, current, durations, counts), so that a change counts only when it is also large
   * against the level itself. interval: the zero is arbitrary (temperatures, positions). either: nobody has said; a change
   * counts that is large against the level or against the learnt spread.
   */
  readonly kind: 'ratio' | 'interval' | 'either';
  /** Which change of the level is bad. */
  readonly direction: 'up' | 'down' | 'both';
}

/** How every signal of a machine is judged. One set, versioned; its hash goes on what it leads to. */
export interface StreamSettings {
  readonly version: string;
  /** Readings per signal from which baseline and limits are learnt. */
  readonly learnCount: number;
  /** Readings wanted between two false alerts; an aim for independent readings, not a promise. */
  readonly alertEveryReadings: number;
  /** Speeds of the averages of the level, fast to slow. */
  readonly levelSpeeds: readonly number[];
  /** Speeds of the averages of the size of the prediction error. */
  readonly shapeSpeeds: readonly number[];
  /** Deviations are cut at so many scales, or wider where a limit lies beyond. */
  readonly clipScales: number;
  /** A ratio signal must have moved by this share of its level. */
  readonly ratioChange: number;
  /** Where nobody has said what kind it is, so many scales will do too. */
  readonly eitherScales: number;
  /** Its prediction error must have grown by this share. */
  readonly shapeGrowth: number;
  /** Every level must have moved by so many scales on average: what is smaller is no finding, however certain. */
  readonly leastShiftScales: number;
  /** The baseline follows by this many scales per `learnCount` readings while nothing is wrong. */
  readonly trackScales: number;
  readonly trackBelowScore: number;
  /** It never leaves the commissioned level by more scales than this. */
  readonly trackAtMostScales: number;
  /** An episode closes after so many readings below 1. */
  readonly closeAfterReadings: number;
  /** auto: a steady new level is adopted after `adoptCount` readings; held: only when somebody says so. */
  readonly adoption: 'auto' | 'held';
  /** A new level proves itself for so long, however little was learnt from: until then a fault stays an alert. */
  readonly adoptCount: number;
  /** Order of the linear prediction of the next reading. */
  readonly predictionOrder: number;
}

export const defaultStreamSettings: StreamSettings = {
  version: '2',
  learnCount: 1_000,
  alertEveryReadings: 100_000,
  levelSpeeds: [0.5, 0.2, 0.04],
  shapeSpeeds: [0.2, 0.04],
  clipScales: 8,
  ratioChange: 0.1,
  eitherScales: 4,
  shapeGrowth: 0.5,
  leastShiftScales: 1,
  trackScales: 0.2,
  trackBelowScore: 0.7,
  trackAtMostScales: 3,
  closeAfterReadings: 50,
  adoption: 'auto',
  adoptCount: 1_000,
  predictionOrder: 6,
};
