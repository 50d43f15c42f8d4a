import { parseTopic, type ReadingKind } from '@liftwatch/schemas';
import { recordScenario } from '../run.ts';
import { defineScenario } from '../scenarios/read.ts';

/** What follows the envelope in a payload: `"carStatus":"running",...}`; serialised once. */
export interface Body {
  readonly kind: ReadingKind;
  readonly bytes: Buffer;
}

export const body = (kind: ReadingKind, fields: object): Body => ({
  kind,
  bytes: Buffer.from(JSON.stringify(fields).slice(1)),
});

const MINUTES = 20;

/**
 * The on-change mix of busy lifts, as recorded from the simulator: each sequence begins with a state that tells
 * everything, so it can be played over and over.
 */
export const recordBodies = (seed: number, sequences: number): readonly (readonly Body[])[] => {
  const scenario = defineScenario({
    name: 'mix',
    title: { zh: '典型负载', en: 'Typical mix' },
    about: 'Lifts of a busy morning',
    startHour: 8,
    durationS: MINUTES * 60,
    fleet: [{ prefix: 'mix', count: sequences, floors: 16, intensity: 1.5 }],
  });
  const { lines } = recordScenario(scenario, { seed, withContext: false });
  const byLift = new Map<string, Body[]>();
  for (const line of lines) {
    if (!('topic' in line)) continue;
    const topic = parseTopic(line.topic);
    if (topic.type !== 'reading') continue;
    const { at: _at, boot: _boot, seq: _seq, sentAt: _sentAt, ...fields } = line.payload as Record<string, unknown>;
    byLift.set(topic.liftId, [...(byLift.get(topic.liftId) ?? []), body(topic.kind, fields)]);
  }
  return [...byLift.values()];
};

const inCar = { serviceMode: 'normal', floor: '5', passengerPresent: true, powerStatus: 'normal', loadPercent: 14 };
const running = body('state', {
  ...inCar,
  carStatus: 'running',
  direction: 'up',
  doorZone: false,
  carDoorStatus: 'closed',
  speedMps: 1.5,
});
const heldBetween = body('state', {
  ...inCar,
  carStatus: 'stopped',
  direction: 'none',
  doorZone: false,
  carDoorStatus: 'closed',
  speedMps: 0,
});
const heldLevel = body('state', {
  ...inCar,
  carStatus: 'stopped',
  direction: 'none',
  doorZone: true,
  carDoorStatus: 'closed',
  speedMps: 0,
});
const opened = body('state', {
  ...inCar,
  carStatus: 'stopped',
  direction: 'none',
  doorZone: true,
  carDoorStatus: 'opened',
  passengerPresent: false,
  loadPercent: 0,
});
const button = body('event', { type: 'alarm-button', pressedMs: 4_000 });

export type ProbeKind = 'alarm-button' | 'between-floors';

/** An injected entrapment, one body per turn of its lift. `markAt`: the reading from which the rule's time counts. */
export interface ProbeScript {
  readonly kind: ProbeKind;
  readonly markAt: number;
  /** From the mark to the first reading that says that they are out, ms. */
  readonly heldMs: number;
  readonly bodyAt: (turn: number, sinceMarkMs: number) => Body | null;
}

/** Alarm button in an occupied, closed, standing car: found at once. Released ten seconds later. */
export const buttonProbe: ProbeScript = {
  kind: 'alarm-button',
  markAt: 3,
  heldMs: 10_000,
  bodyAt: (turn, sinceMarkMs) => {
    if (turn === 0) return opened;
    if (turn === 1) return running;
    if (turn === 2) return heldLevel;
    if (turn === 3) return button;
    if (sinceMarkMs < buttonProbe.heldMs) return heldLevel;
    return sinceMarkMs < 15_000 ? opened : null;
  },
};

/** An occupied car that stops between floors: found 30 s after the stop. Released ten seconds after that. */
export const betweenFloorsProbe: ProbeScript = {
  kind: 'between-floors',
  markAt: 2,
  heldMs: 40_000,
  bodyAt: (turn, sinceMarkMs) => {
    if (turn === 0) return opened;
    if (turn === 1) return running;
    if (turn === 2 || sinceMarkMs < betweenFloorsProbe.heldMs) return heldBetween;
    return sinceMarkMs < 45_000 ? opened : null;
  },
};
