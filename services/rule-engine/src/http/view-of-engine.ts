import { SELF_TEST_LIFT } from '@liftwatch/schemas';
import { partitionOf, type FindingLog } from '@liftwatch/stores';
import { isGone, liftSummary, liftView, type LiftState } from '../diagnosis/index.ts';
import type { PartitionFold } from '../intake/partition-fold.ts';
import type { PartitionHost } from '../intake/partition-host.ts';
import { listRules } from '../list-rules.ts';
import type { EngineView, PartitionStanding } from './engine-view.ts';
import { findingPage } from './finding-page.ts';
import { liftsById } from './lifts-by-id.ts';
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
  const { registered, heardMs, openFindings } = liftSummary(lift);
  const condition = fold.condition(lift.liftId);
  return {
    liftId: lift.liftId,
    registered,
    name: lift.facts?.name ?? null,
    condition,
    heardAtMs: heardMs === 0 ? null : heardMs,
    districtId: lift.facts?.districtId ?? null,
    firmId: lift.facts?.firmId ?? null,
    openFindings: condition === 'unknown' && openFindings === 0 ? null : openFindings,
  };
};

const liftDetail = (fold: PartitionFold, lift: LiftState): LiftDetailAnswer => {
  const view = liftView(lift, fold.logMs);
  const terminals = view.terminals.map((one) => ({ ...one }));
  return {
    ...liftAnswer(fold, lift),
    link: view.link,
    terminals,
    signals: { ...view.signals },
    findings: view.openFindings.map((one) => ({ ...one })),
    ruleSet: lift.ruleSet?.version ?? null,
    candidate: lift.candidate?.version ?? null,
    logMs: fold.logMs,
  };
};

const findLift = (sources: ViewSources, liftId: string): { fold: PartitionFold; lift: LiftState } | undefined => {
  const partition = partitionOf(liftId, sources.partitions);
  const fold = sources.host.runners().find((runner) => runner.partition === partition)?.fold;
  const lift = fold?.lifts.get(liftId);
  return fold && lift && { fold, lift };
};

/** The engine as REST shows it. */
export const engineView = (sources: ViewSources): Omit<EngineView, 'metrics' | 'metricsType'> => {
  const page = liftsById(
    () => sources.host.runners().map(({ fold }) => fold),
    (lift: LiftState) => !isGone(lift) && lift.liftId !== SELF_TEST_LIFT,
  );
  return {
    readiness: () => readiness(sources),
    rules: listRules,
    lifts: (after, limit) => page(after, limit).map(({ fold, lift }) => liftAnswer(fold, lift)),
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
  };
};
