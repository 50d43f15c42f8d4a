import { readingTopic, type ReadingKind } from '@liftwatch/schemas';
import type { LogEntry, LogRecord } from '@liftwatch/stores';

export const START_MS = 1_767_225_600_000;

const stateOf = (i: number, s: number): Record<string, unknown> => {
  const phase = (s + i) % 12;
  const moving = phase < 6;
  return {
    serviceMode: 'normal',
    carStatus: moving ? 'running' : 'stopped',
    direction: moving ? (i % 2 ? 'up' : 'down') : 'none',
    doorZone: !moving,
    floor: String((s + i) % 24),
    carDoorStatus: moving ? 'closed' : phase < 9 ? 'opened' : 'closing',
    passengerPresent: phase < 8,
    speedMps: moving ? 1.75 : 0,
    loadPercent: (i * 7 + s) % 60,
    driveStatus: moving ? 'brake-lifted' : 'brake-set',
  };
};

const others: Readonly<Record<number, [ReadingKind, Record<string, unknown>]>> = {
  3: [
    'trip',
    {
      fromFloor: '1',
      toFloor: '9',
      direction: 'up',
      distanceM: 24.1,
      durationMs: 18_200,
      levellingErrorMm: 2.1,
      maxSpeedMps: 1.74,
      vibrationA95ZMps2: 0.08,
      motorCurrentA: 11.2,
      brakeApplyDelayMs: 140,
    },
  ],
  6: [
    'door',
    {
      floor: '9',
      openTimeMs: 2_300,
      closeTimeMs: 2_800,
      dwellMs: 4_000,
      reopens: 0,
      lightCurtainBlocks: 1,
      lockBounces: 0,
      motorCurrentPeakA: 2.4,
    },
  ],
};

/** What lift `i` of so many says in second `s`. */
const record = (i: number, s: number, lifts: number): LogRecord => {
  const receivedAtMs = START_MS + s * 1_000 + Math.floor((i * 999) / lifts);
  const liftId = liftIdOf(i);
  const [kind, body]: [ReadingKind, Record<string, unknown>] = ((s + i) % 12 in others && others[(s + i) % 12]) || [
    'state',
    stateOf(i, s),
  ];
  const payload = Buffer.from(JSON.stringify({ at: receivedAtMs - 40, boot: 'b-7f3a', seq: s, ...body }));
  return { type: 'reading', receivedAtMs, terminalId: `T-${i}`, topic: readingTopic(liftId, kind), payload };
};

/** The log entries of second `s`, and its tick: a batch holds `batchRecords` readings. Positions go on from those before. */
export const entriesOf = (s: number, o: { readonly lifts: number; readonly batchRecords: number }): LogEntry[] => {
  const { lifts, batchRecords } = o;
  const first = s * (Math.ceil(lifts / batchRecords) + 1);
  const entries: LogEntry[] = [];
  for (let i = 0; i < lifts; i += batchRecords) {
    const records = Array.from({ length: Math.min(batchRecords, lifts - i) }, (_, k) => record(i + k, s, lifts));
    entries.push({ partition: 0, position: first + entries.length, records });
  }
  const tick = { type: 'tick', receivedAtMs: START_MS + s * 1_000 + 999 } as const;
  entries.push({ partition: 0, position: first + entries.length, records: [tick] });
  return entries;
};

export const liftIdOf = (i: number): string => `L-${String(i).padStart(6, '0')}`;
