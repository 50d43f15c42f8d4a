import { isIPv6 } from 'node:net';
import type { Delivery } from '@liftwatch/schemas';
import { migrateDatabase, type FindingLine } from '@liftwatch/stores';
import type { DispatchConfig } from './config.ts';
import { openTakes } from './channels/city/dialect.ts';
import { openContext } from './context/open-context.ts';
import { openAnchoredClock } from './clock/anchored-clock.ts';
import { watchClock } from './clock/watch-clock.ts';
import { loadMark } from './database/desk-store.ts';
import { dispatchMigrations } from './database/migrations.ts';
import { openLedger } from './ledger/open-ledger.ts';
import { openAccess } from './access/open-access.ts';
import { startFindingFeed, type FindingFeed } from './finding-feed.ts';
import { openCallbacks } from './http/open-callbacks.ts';
import { openCare } from './http/open-care.ts';
import { openDesk } from './http/open-desk.ts';
import { serveHttp } from './http/serve.ts';
import { watchDesk } from './metrics/desk-metrics.ts';
import { openMetrics } from './metrics/metrics.ts';
import type { Trouble } from './incidents/trouble.ts';
import type { Changes, DispatchPipeline } from './dispatch-pipeline.ts';
import { openDispatchPipeline } from './open-dispatch-pipeline.ts';
import { openDeliveries } from './open-deliveries.ts';
import type { Unreached } from './outbox/after-attempt.ts';
import type { CallNote } from './outbox/record.ts';
import { noteHeard } from './outbox/in-order.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { DispatchDeps, Parts } from './parts.ts';
import { openPoints } from './points/open-points.ts';
import { followPolicyFile } from './policy/follow-policy-file.ts';
import { loadPolicy } from './policy/policy-file.ts';
import type { DispatchPolicy } from './pipeline/policy.ts';
import { openRegistryView } from './registry/registry-directory.ts';
import { openRuleSets } from './rule-sets/rule-sets.ts';
import { watchRotas } from './registry/watch-rotas.ts';
import { openRulesFile } from './rule-sets/open-rules-file.ts';
import { startWarningFeed } from './worklist-desk/warning-feed.ts';
import { openWorklist } from './worklist-desk/worklist-desk.ts';
import { openSelfTest } from './self-test/open-self-test.ts';
import { withSelfTest } from './self-test/self-test-directory.ts';
import { openWatch } from './watch/open-watch.ts';
import { holdResponder } from './responding/open-responder.ts';
import type { Directory } from './routing/directory.ts';
import { loadSecrets } from './secrets.ts';

export interface RunningDispatch {
  readonly httpPort: number;
  /** Resolves when every finding in the log is taken and nothing that is due is unsent. */
  idle(): Promise<void>;
  /** Stops taking findings, finishes what is under way, closes REST. The database and the finding log stay open. */
  close(): Promise<void>;
}

/** Makes trouble of liftwatch itself an incident of the operator's; never fails, since it is told when things do. */
type TellOperator = (trouble: Trouble, isOver: boolean) => Promise<void>;

const openTellOperator =
  ({ deps, nowMs }: Parts, pipeline: DispatchPipeline, wake: () => void): TellOperator =>
  async (trouble, isOver) => {
    const line = { ...trouble.summary, trouble: trouble.trouble, subject: trouble.subject, detail: trouble.detail };
    deps.logger[isOver ? 'info' : 'error'](line, isOver ? 'operator alert over' : 'operator alert');
    try {
      await (isOver ? pipeline.troubleOver(trouble, nowMs()) : pipeline.trouble(trouble, nowMs()));
      wake();
    } catch (error) {
      deps.logger.error({ err: error }, 'operator alert not kept');
    }
  };

/** The policy file is followed, where there is one and nobody brought a policy of his own. Returns how to stop. */
const followPolicy = ({ config, deps }: Parts, pipeline: DispatchPipeline, operator: TellOperator): (() => void) => {
  const path = config.LIFTWATCH_DISPATCH_POLICY_FILE;
  if (path === undefined || deps.policy) return () => undefined;
  const taken = async (policy: DispatchPolicy): Promise<void> => {
    await pipeline.usePolicy(policy);
    deps.logger.info({ path }, 'policy taken');
  };
  return followPolicyFile(path, { taken, operator });
};

/** What carriers make of messages goes back to their incidents. */
const watchDeliveries = ({ deps, nowMs }: Parts, pipeline: DispatchPipeline, wake: () => void) => {
  const running = new Set<Promise<unknown>>();
  const note = (step: Promise<Changes>): void => {
    const one: Promise<unknown> = step
      .then(({ deliveries }) => deliveries.length > 0 && wake())
      .catch((error: unknown) => deps.logger.error({ err: error }, 'fate of a message not noted'))
      .finally(() => running.delete(one));
    running.add(one);
  };
  return {
    onHandedOver: (delivery: Delivery): void => note(pipeline.handedOver(delivery, nowMs())),
    onUnreached: (delivery: Delivery, why: Unreached): void => note(pipeline.unreached(delivery, why, nowMs())),
    onCall: (call: Delivery, what: CallNote): void => note(pipeline.callNoted(call, what, nowMs())),
    async idle(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },
  };
};

const setAside = ({ position, finding }: FindingLine, err: unknown): Trouble => ({
  trouble: 'finding-set-aside',
  subject: `lift/${finding.liftId}`,
  summary: {
    zh: `电梯${finding.liftId}的一条判断无法处理，请人工核查`,
    en: `a finding of lift ${finding.liftId} could not be taken: look at the lift`,
  },
  detail: `line ${position}: ${err instanceof Error ? err.message : String(err)}`,
});

const openFeed = (
  parts: Parts,
  own: {
    readonly pipeline: DispatchPipeline;
    readonly outbox: Outbox;
    readonly tellOperator: TellOperator;
    readonly onCaughtUp: () => void;
  },
): FindingFeed => {
  const { deps, metrics, nowMs } = parts;
  const { pipeline, outbox } = own;
  return startFindingFeed({
    findings: deps.findings,
    pipeline,
    nowMs,
    onChanges: (changes, linesCount) => {
      metrics.findings.inc(linesCount);
      metrics.position.set(pipeline.position);
      for (const delivery of changes.deliveries)
        metrics.deliveries.inc({ role: delivery.role, notice: delivery.notice });
      if (changes.deliveries.length > 0) outbox.wake();
    },
    onCaughtUp: own.onCaughtUp,
    onError: (error) => deps.logger.error({ err: error }, 'finding feed failed'),
    onSetAside: (line, error) => {
      metrics.setAside.inc();
      void own.tellOperator(setAside(line, error), false);
    },
  });
};

/** Messages out, and what comes back of them: receipts, answers of people. */
const openMessaging = (
  parts: Parts,
  own: {
    readonly pipeline: DispatchPipeline;
    readonly directory: Directory;
    readonly watch: ReturnType<typeof watchDeliveries>;
    readonly wakeOutbox: () => void;
    readonly wakeContext: () => void;
  },
) => {
  const { deps, nowMs, secrets } = parts;
  const { directory, watch, wakeOutbox } = own;
  const held = holdResponder(parts, { outbox: wakeOutbox, context: own.wakeContext });
  const heardFrom = async (provider: string): Promise<void> => {
    await noteHeard(deps.database, provider, nowMs());
    wakeOutbox();
  };
  const deliveries = openDeliveries({
    ...{ ...parts, ...deps, nowMs, directory },
    ...{ onHandedOver: watch.onHandedOver, onUnreached: watch.onUnreached, onCall: watch.onCall },
    ...{ linkOf: held.linkOf, onIncoming: held.onIncoming, heardFrom },
  });
  const responder = held.open(own.pipeline, deliveries);
  const callbacks = openCallbacks({
    ...{ token: secrets.receiptToken, record: deliveries.record, responder, nowMs, wakeOutbox, heardFrom },
  });
  return { deliveries, responder, callbacks };
};

const urlOf = (host: string, port: number): string => `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;

/**
 * Starts dispatch: finding log -> pipeline -> outbox -> carriers, REST beside it. The wiring, top to bottom.
 * @throws {DispatchError} LIFT_DISPATCH_SECRET_UNREADABLE
 */
export const startDispatch = async (config: DispatchConfig, deps: DispatchDeps): Promise<RunningDispatch> => {
  const { LIFTWATCH_DISPATCH_HTTP_HOST: host, LIFTWATCH_DISPATCH_HTTP_PORT } = config;
  const late: { port: number; ready: boolean; outbox?: Outbox } = { port: 0, ready: false };
  await migrateDatabase(deps.database, dispatchMigrations);
  const clock = openAnchoredClock({
    wallMs: deps.clocks?.wallMs ?? Date.now,
    monotonicMs: deps.clocks?.monotonicMs ?? (() => performance.now()),
    notBeforeMs: (await loadMark(deps.database)).nowMs,
  });
  const parts: Parts = {
    config,
    deps,
    secrets: loadSecrets(config),
    metrics: openMetrics(),
    nowMs: deps.nowMs ?? clock.nowMs,
    ownUrl: () => config.LIFTWATCH_DISPATCH_PUBLIC_URL?.replace(/\/$/, '') ?? urlOf(host, late.port),
  };
  const registry = await openRegistryView(deps.database, {
    firm: config.LIFTWATCH_DISPATCH_FIRM_WEBHOOK_URL,
    platform: config.LIFTWATCH_DISPATCH_CAP_URL,
    manager: config.LIFTWATCH_DISPATCH_MANAGER_PHONE,
  });
  const directory = withSelfTest(registry, config.LIFTWATCH_DISPATCH_SELF_TEST_PHONE);
  const pipeline = await openDispatchPipeline({
    database: deps.database,
    policy: deps.policy ?? loadPolicy(config.LIFTWATCH_DISPATCH_POLICY_FILE),
    ...{ directory, takes: openTakes(config) },
    topology: registry,
    sendAlong: async (trx, queued) => (await late.outbox?.sendAlong(trx, queued)) ?? (() => undefined),
  });
  const tellOperator = openTellOperator(parts, pipeline, () => late.outbox?.wake());
  const stopPolicy = followPolicy(parts, pipeline, tellOperator);
  const rotas = watchRotas(registry, parts.nowMs, tellOperator);
  const watch = watchDeliveries(parts, pipeline, () => late.outbox?.wake());
  const context = openContext(parts);
  const points = openPoints(parts);
  const wakeOutbox = (): void => late.outbox?.wake();
  const wakeContext = (): void => context?.wake();
  const messaging = openMessaging(parts, { pipeline, directory, watch, wakeOutbox, wakeContext });
  const { deliveries } = messaging;
  const ruleSets = openRuleSets({ database: deps.database, nowMs: parts.nowMs, onTold: () => context?.wake() });
  await ruleSets.refresh();
  const rulesFile = openRulesFile(parts, ruleSets);
  const worklist = await openWorklist({
    database: deps.database,
    nowMs: parts.nowMs,
    onContext: () => context?.wake(),
  });
  const desk = openDesk(parts, {
    pipeline,
    registry,
    ruleSets,
    onRegistryChanged: rotas.look,
    deliveries,
    wakeOutbox,
    wakeContext,
    isReady: () => late.ready,
  });
  const ledger = await openLedger(parts, tellOperator);
  const selfTest = await openSelfTest(parts, { pipeline, wakeOutbox, wakeContext, tellOperator });
  const http = await serveHttp(
    {
      ...{ desk, ruleSets, worklist },
      ...{ callbacks: messaging.callbacks, responder: messaging.responder },
      ...openAccess(parts),
      once: { database: deps.database, nowMs: parts.nowMs },
      ...{ audit: ledger.audit, ledger: ledger.parts },
      care: openCare(parts, { pipeline, registry, selfTest, wakeOutbox }),
      deliveries: { database: deps.database, nowMs: parts.nowMs, wakeOutbox },
    },
    { host, port: LIFTWATCH_DISPATCH_HTTP_PORT, logger: deps.logger },
  );
  late.port = http.port;
  // The outbox starts once the port is known: receipts must find their way back from the first message on.
  const outbox = (late.outbox = deliveries.start());
  const wellness = openWatch(parts, { isReady: () => late.ready, isUsable: deliveries.isUsable, selfTest });
  const feed = openFeed(parts, {
    pipeline,
    outbox,
    tellOperator,
    onCaughtUp: () => {
      if (late.ready) return;
      late.ready = true;
      wellness.beat();
    },
  });
  watchDesk(parts.metrics.registry, pipeline, clock.differenceMs);
  const stopClock = watchClock(clock, tellOperator);
  await rotas.look();
  const warnings = startWarningFeed({ ...deps, worklist, nowMs: parts.nowMs });
  deps.logger.info({ port: http.port }, 'dispatch listens');
  return {
    httpPort: http.port,
    async idle() {
      await rulesFile?.idle();
      await feed.idle();
      await warnings.idle();
      await outbox.idle();
      await watch.idle();
      await context?.idle();
      await points?.idle();
    },
    async close() {
      stopClock();
      stopPolicy();
      rotas.close();
      await http.close();
      await rulesFile?.close();
      ledger.close();
      wellness.close();
      selfTest?.close();
      await feed.close();
      await warnings.close();
      await outbox.close();
      await watch.idle();
      await deliveries.close();
      await context?.close();
      await points?.close();
    },
  };
};
