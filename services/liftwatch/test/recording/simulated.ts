import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordScenario, type Expectation, type Scenario, type Truth } from '@liftwatch/edge-simulator';
import type { Finding } from '@liftwatch/schemas';
import { replayFile } from '../../src/replay/replay-file.ts';

/** Ticks, the network and the reading that decides each cost a moment; a verdict is not late within this. */
const GRACE_MS = 2_000;

type Of<K extends Truth['truth']> = Extract<Truth, { truth: K }>;
const only = <K extends Truth['truth']>(truth: readonly Truth[], kind: K): readonly Of<K>[] =>
  truth.filter((t): t is Of<K> => t.truth === kind);

export interface Judged {
  readonly truth: readonly Truth[];
  readonly findings: readonly Finding[];
  readonly failures: readonly unknown[];
}

type Line = ReturnType<typeof recordScenario>['lines'][number];

/** Records a scenario as its terminals would report it and judges it as a user would. `delivered`: how the network brings it. */
export const judgeScenario = async (
  scenario: Scenario,
  seed: number,
  delivered: (lines: readonly Line[]) => readonly Line[] = (lines) => lines,
): Promise<Judged> => {
  const recorded = recordScenario(scenario, { seed });
  const { truth } = recorded;
  const lines = delivered(recorded.lines);
  const folder = await mkdtemp(join(tmpdir(), 'liftwatch-simulated-'));
  const path = join(folder, 'recording.ndjson');
  const startMs = truth[0]?.atMs ?? 0;
  const findings: Finding[] = [];
  const failures: unknown[] = [];
  try {
    await writeFile(path, lines.map((line) => JSON.stringify(line)).join('\n'));
    await replayFile({
      path,
      untilMs: startMs + scenario.durationS * 1_000,
      write: (text) => {
        const line = JSON.parse(text) as Finding & { kind: string };
        if (line.kind === 'finding') findings.push(line);
        if (line.kind === 'failure' || line.kind === 'refused') failures.push(line);
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { truth, findings, failures };
};

const isVerdict = (finding: Finding, liftId: string, due: Expectation): boolean => {
  if (finding.liftId !== liftId || finding.stage !== 'alarm') return false;
  if (due.code === 'X01' || due.code === 'X02') return finding.incidentKind === 'entrapment';
  return finding.code === due.code;
};

/** A code is sent in the step in which its fault begins, by a clock that may be a little wrong. */
const EARLY_MS = 500;

const unreachable = (truth: readonly Truth[], liftId: string, atMs: number): boolean =>
  only(truth, 'network').findLast((n) => n.terminalId === `T-${liftId}` && n.atMs <= atMs)?.reachable === false;

/** A terminal that cannot be reached tells it as soon as it can. */
const tellableMs = (truth: readonly Truth[], liftId: string, atMs: number): number =>
  unreachable(truth, liftId, atMs)
    ? (only(truth, 'network').find((n) => n.terminalId === `T-${liftId}` && n.atMs > atMs && n.reachable)?.atMs ??
      Infinity)
    : atMs;

/** Verdicts that were due and did not come in time, in words. Due after the end of the recording: not asked for. */
export const missed = ({ truth, findings }: Judged, endMs: number): readonly string[] =>
  only(truth, 'injected').flatMap((fault) =>
    fault.expected.flatMap((due) => {
      const toMs = tellableMs(truth, fault.liftId, fault.atMs) + due.withinS * 1_000 + GRACE_MS;
      if (toMs > endMs) return [];
      const fromMs = fault.atMs + due.notBeforeS * 1_000 - EARLY_MS;
      const open = findings.some((f) => isVerdict(f, fault.liftId, due) && f.receivedAtMs <= toMs && f.at >= fromMs);
      return open
        ? []
        : [
            `${fault.liftId}: ${due.verdict} ${due.code} within ${due.withinS} s of ${fault.code} at ${new Date(fault.atMs).toISOString()}`,
          ];
    }),
  );

const SETTLING_MS = 180_000;

/** Entrapment alarms of lifts at which nothing had happened that anybody could be called for. */
export const falseCalls = ({ truth, findings }: Judged): readonly string[] => {
  const causes = (liftId: string, atMs: number): boolean =>
    only(truth, 'injected').some(
      (t) =>
        t.liftId === liftId &&
        t.atMs <= atMs &&
        !only(truth, 'ended').some((e) => e.id === t.id && e.atMs + SETTLING_MS < atMs),
    ) ||
    only(truth, 'entrapped').some((t) => t.liftId === liftId && t.atMs - 10_000 <= atMs) ||
    only(truth, 'pressed').some((t) => t.liftId === liftId && t.atMs - 10_000 <= atMs) ||
    only(truth, 'network').some((t) => !t.reachable && t.riding.includes(liftId) && t.atMs <= atMs);
  const seen = new Set<string>();
  return findings.flatMap((f) => {
    if (f.stage !== 'alarm' || f.incidentKind !== 'entrapment' || seen.has(f.findingId)) return [];
    seen.add(f.findingId);
    // The last word of a person sensor before the network went: it holds on after people have left.
    const lastWord = unreachable(truth, f.liftId, f.at) && f.occupancy === 'occupied';
    return lastWord || causes(f.liftId, f.at)
      ? []
      : [`${f.liftId}: ${f.code} (${f.explanation.summary.en}) at ${new Date(f.at).toISOString()}`];
  });
};

/** People really shut in for two minutes (between floors) or six (at a floor) without any alarm. */
export const abandoned = ({ truth, findings }: Judged, endMs: number): readonly string[] =>
  only(truth, 'entrapped').flatMap((e) => {
    const waitMs = (e.where === 'between-floors' ? 120_000 : 360_000) + tellableMs(truth, e.liftId, e.atMs) - e.atMs;
    const freed = only(truth, 'freed').find((f) => f.liftId === e.liftId && f.atMs >= e.atMs);
    if (Math.min(freed?.atMs ?? endMs, endMs) < e.atMs + waitMs) return [];
    const told = findings.some(
      (f) =>
        f.liftId === e.liftId &&
        f.stage === 'alarm' &&
        f.incidentKind === 'entrapment' &&
        f.receivedAtMs <= e.atMs + waitMs,
    );
    return told ? [] : [`${e.liftId}: ${e.people} people ${e.where} from ${new Date(e.atMs).toISOString()}`];
  });
