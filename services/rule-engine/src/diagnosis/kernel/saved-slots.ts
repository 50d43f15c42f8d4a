import type { Evidence, UnixMs } from '@liftwatch/schemas';
import { NEVER, type Slot } from './lift-state.ts';
import { NONE, type SavedNames } from './saved-names.ts';
import { usualSlot } from './slots.ts';

type EvidenceRow = readonly [
  zh: string,
  en: string,
  kind: number,
  agoMs: number,
  underwayMs: number,
  terminal: number,
  boot: number,
  seq: number,
];
type Rest = Partial<Slot>;
type SlotRow = readonly [
  names: readonly [key: number, code: number, stage: number, priority: number, occupancy: number],
  onsetAgoMs: number,
  findingId: string,
  revision: number,
  suspectAfterMs: number | null,
  alarmAfterMs: number | null,
  confidence: number,
  evidence: readonly EvidenceRow[],
  rest?: Rest,
];
export type SavedSlot = SlotRow;

const saveEvidence = (e: Evidence, o: { names: SavedNames; baseMs: UnixMs }): EvidenceRow => [
  ...([e.what.zh, e.what.en, o.names.place(e.kind)] as const),
  ...([o.baseMs - e.receivedAtMs, e.receivedAtMs - e.atMs] as const),
  ...([o.names.placeOf(e.terminalId), o.names.placeOf(e.boot), e.seq ?? NONE] as const),
];

const readEvidence = (row: EvidenceRow, o: { names: readonly string[]; baseMs: UnixMs }): Evidence => {
  const [zh, en, kind, agoMs, underwayMs, terminal, boot, seq] = row;
  const receivedAtMs = o.baseMs - agoMs;
  const line: Evidence = {
    what: { zh, en },
    kind: o.names[kind] ?? '',
    receivedAtMs,
    atMs: receivedAtMs - underwayMs,
  };
  if (terminal !== NONE) line.terminalId = o.names[terminal] as string;
  if (boot !== NONE) line.boot = o.names[boot] as string;
  if (seq !== NONE) line.seq = seq;
  return line;
};

const inRow: ReadonlySet<string> = new Set([
  ...['key', 'code', 'stage', 'priority', 'occupancy', 'onsetMs', 'findingId', 'revision'],
  ...['suspectAtMs', 'alarmAtMs', 'confidence', 'evidence'],
]);

/** What the row does not hold, and is not as every slot begins; undefined: nothing. */
const restOf = (slot: Slot): Rest | undefined => {
  const rest: Record<string, unknown> = {};
  let any = false;
  const usual = usualSlot as unknown as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(slot)) {
    if (inRow.has(name) || value === usual[name] || (name === 'tags' && slot.tags.length === 0)) continue;
    rest[name] = value;
    any = true;
  }
  return any ? (rest as Rest) : undefined;
};

const after = (ms: UnixMs, onsetMs: UnixMs): number | null => (ms === NEVER ? null : ms - onsetMs);

/** Times of a slot as steps back from `baseMs`, or on from its onset; words by their place among the names. */
export const saveSlot = (slot: Slot, o: { names: SavedNames; baseMs: UnixMs }): SavedSlot => {
  const { key, code, stage, priority, occupancy, onsetMs, suspectAtMs, alarmAtMs } = slot;
  const rest = restOf(slot);
  const row = [
    [key, code, stage, priority, occupancy].map(o.names.place),
    ...[o.baseMs - onsetMs, slot.findingId, slot.revision],
    ...[after(suspectAtMs, onsetMs), after(alarmAtMs, onsetMs), slot.confidence],
    slot.evidence.map((one) => saveEvidence(one, o)),
  ];
  return (rest ? [...row, rest] : row) as unknown as SlotRow;
};

/** The other way. */
export const readSlot = (saved: SavedSlot, o: { names: readonly string[]; baseMs: UnixMs }): Slot => {
  const [[key, code, stage, priority, occupancy], onsetAgoMs, findingId, revision, ...more] = saved;
  const [suspectAfterMs, alarmAfterMs, confidence, evidence, rest] = more;
  const onsetMs = o.baseMs - onsetAgoMs;
  const word = (place: number): never => (o.names[place] ?? '') as never;
  return {
    ...usualSlot,
    ...{ key: word(key), code: word(code), stage: word(stage), onsetMs, findingId, revision },
    suspectAtMs: suspectAfterMs === null ? NEVER : onsetMs + suspectAfterMs,
    alarmAtMs: alarmAfterMs === null ? NEVER : onsetMs + alarmAfterMs,
    ...{ occupancy: word(occupancy), priority: word(priority), tags: [], confidence },
    evidence: evidence.map((one) => readEvidence(one, o)),
    ...rest,
  };
};
