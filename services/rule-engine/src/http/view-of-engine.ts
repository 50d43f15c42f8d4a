import { partitionOf, type FindingLine, type FindingLog } from '@liftwatch/stores';
import { liftView, type LiftState } from '../diagnosis/index.ts';
import type { PartitionFold } from '../intake/partition-fold.ts';
import type { PartitionHost } from '../intake/partition-host.ts';
import { listRules } from '../list-rules.ts';
import type { EngineView, PartitionStanding } from './engine-view.ts';
import type { LiftAnswer, LiftDetailAnswer } from './schemas.ts';
import { healthAnswerOf, warningsAnswerOf } from './wear-answers.ts';

export interface ViewSources {
  readonly host: PartitionHost;
  readonly findings: FindingLog;
  readonly partitions: number;
  readonly readyLagS: number;
  /** Wall clock, ms. */
  readonly nowMs: () => number;
}

/** Lines of the finding log looked at for one page of one lift: the page may be short, never the request long. */
const LOOKED_AT_MOST = 20_000;
const READ_AT_ONCE = 1_000;

const standings = ({ host, nowMs }: ViewSources): PartitionStanding[] =>
  host.runners().map(({ partition, state, position, head, fold }) => ({
    partition,
    state,
    position,
    head,
    lagS: fold.logMs === 0 ? null : Math.max(0, nowMs() - fold.logMs) / 1_000,
  }));

const readiness = (sources: ViewSources): ReturnType<EngineView['readiness']> => {
  const partitions = standings(sources);
  const reasons: string[] = partitions.length === 0 ? ['no partition is held'] : [];
  for (const one of partitions) {
    if (one.state !== 'live') reasons.push(`partition ${one.partition} is ${one.state}`);
    // At the head of a log that is itself idle there is nothing to be late for.
    else if (one.head > one.position && (one.lagS ?? 0) > sources.readyLagS)
      reasons.push(`partition ${one.partition} is ${Math.round(one.lagS ?? 0)} s behind`);
  }
  return { ready: reasons.length === 0, reasons, partitions };
};

const liftAnswer = (fold: PartitionFold, lift: LiftState): LiftAnswer => {
  const view = liftView(lift, fold.logMs);
  const condition = fold.condition(lift.liftId);
  const open = view.openFindings.length;
  return {
    liftId: lift.liftId,
    registered: view.registered,
    name: lift.facts?.name ?? null,
    condition,
    heardAtMs: view.heardMs === 0 ? null : view.heardMs,
    districtId: lift.facts?.districtId ?? null,
    firmId: lift.facts?.firmId ?? null,
    openFindings: condition === 'unknown' && open === 0 ? null : open,
  };
};

const liftDetail = (fold: PartitionFold, lift: LiftState): LiftDetailAnswer => {
  const view = liftView(lift, fold.logMs);
  const signals: LiftDetailAnswer['signals'] = {};
  for (const [name, signal] of Object.entries(view.signals)) {
    const receivedAtMs = lift.signals[name as keyof LiftState['signals']]?.receivedAtMs ?? null;
    signals[name] = { value: signal.value, standing: signal.standing, sinceMs: signal.sinceMs, receivedAtMs };
  }

  const terminals = view.terminals.map((one) => ({ ...one }));
  return {
    ...liftAnswer(fold, lift),
    link: view.link,
    terminals,
    signals,
    findings: view.openFindings.map((one) => ({ ...one })),
    ruleSet: lift.ruleSet?.version ?? null,
    candidate: lift.candidate?.version ?? null,
    logMs: fold.logMs,
  };
};

const byId = (host: PartitionHost, after: string): { fold: PartitionFold; lift: LiftState }[] => {
  const found: { fold: PartitionFold; lift: LiftState }[] = [];
  for (const { fold } of host.runners()) {
    for (const lift of fold.lifts.values()) if (lift.liftId > after) found.push({ fold, lift });
  }
  return found.sort((a, b) => (a.lift.liftId < b.lift.liftId ? -1 : 1));
};

const findLift = (sources: ViewSources, liftId: string): { fold: PartitionFold; lift: LiftState } | undefined => {
  const partition = partitionOf(liftId, sources.partitions);
  const fold = sources.host.runners().find((runner) => runner.partition === partition)?.fold;
  const lift = fold?.lifts.get(liftId);
  return fold && lift && { fold, lift };
};

const findingPage = async (
  log: FindingLog,
  query: Parameters<EngineView['findings']>[0],
): ReturnType<EngineView['findings']> => {
  const lines: FindingLine[] = [];
  let reached = query.after;
  for (let looked = 0; looked < LOOKED_AT_MOST;) {
    const read = await log.read(reached, READ_AT_ONCE);
    for (const line of read) {
      reached = line.position;
      if (query.liftId === undefined || line.finding.liftId === query.liftId) lines.push(line);
      if (lines.length === query.limit) return { lines, reached, more: reached < (await log.head()) };
    }
    if (read.length < READ_AT_ONCE) return { lines, reached, more: false };
    looked += read.length;
  }
  return { lines, reached, more: true };
};

/** The engine as REST shows it. */
export const engineView = (sources: ViewSources): Omit<EngineView, 'metrics' | 'metricsType'> => ({
  readiness: () => readiness(sources),
  rules: listRules,
  lifts: (after, limit) =>
    byId(sources.host, after)
      .slice(0, limit)
      .map(({ fold, lift }) => liftAnswer(fold, lift)),
  lift: (liftId) => {
    const found = findLift(sources, liftId);
    return found && liftDetail(found.fold, found.lift);
  },
  health: (liftId) => {
    const found = findLift(sources, liftId);
    return found && healthAnswerOf(found.lift, found.fold.logMs);
  },
  warnings: (liftId) => {
    const found = findLift(sources, liftId);
    return found && warningsAnswerOf(found.lift, found.fold.logMs);
  },
  findings: (query) => findingPage(sources.findings, query),
});
