import { setTimeout as wait } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { SELF_TEST_LIFT } from '@liftwatch/schemas';
import { queueContext } from '../context/context-outbox.ts';
import { openMqttPublish } from '../context/mqtt-publish.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { DispatchPipeline } from '../dispatch-pipeline.ts';
import type { Trouble } from '../incidents/trouble.ts';
import type { Parts } from '../parts.ts';
import { startDailySelfTest, type DailySelfTest } from './daily-self-test.ts';
import { runSelfTest, type SelfTestResult } from './self-test.ts';

const SECOND_MS = 1_000;

const shown = (metrics: Metrics, result: SelfTestResult): void => {
  metrics.selfTestOk.set(result.ok ? 1 : 0);
  metrics.selfTestAt.set(result.startedAtMs / SECOND_MS);
  metrics.selfTestSeconds.set(result.durationMs / SECOND_MS);
  if (!result.ok) metrics.selfTestFailures.inc();
};

const failed = ({ reached, durationMs }: SelfTestResult): Trouble => ({
  trouble: 'self-test-failed',
  subject: 'self-test',
  summary: {
    zh: '自检失败，报警链路可能中断，请检查短信通道',
    en: 'the self-test failed: the way of an alarm may be broken, look at the carrier of SMS',
  },
  detail: `reached: ${reached}, ${Math.round(durationMs / SECOND_MS)} s`,
});

/** So that whoever sees it knows what it is. */
const nameTheLift = async ({ deps, nowMs }: Parts): Promise<void> => {
  await deps.database.transaction().execute((trx) =>
    queueContext(
      trx,
      {
        type: 'lift-facts',
        id: `facts-self-test-${randomUUID()}`,
        at: nowMs(),
        liftId: SELF_TEST_LIFT,
        name: '自检测试请忽略 SELF-TEST',
        // It speaks once a day: its silence between is no terminal that is offline.
        expectedIntervalS: 86_400,
      },
      nowMs(),
    ),
  );
};

/** The daily self-test of a running dispatch; undefined without a number or a broker. */
export const openSelfTest = async (
  parts: Parts,
  own: {
    readonly pipeline: DispatchPipeline;
    readonly wakeOutbox: () => void;
    readonly wakeContext: () => void;
    readonly tellOperator: (trouble: Trouble, isOver: boolean) => Promise<unknown>;
  },
): Promise<DailySelfTest | undefined> => {
  const { config, deps, secrets, metrics, nowMs } = parts;
  const { LIFTWATCH_DISPATCH_SELF_TEST_PHONE: phone, LIFTWATCH_DISPATCH_BROKER_URL: url } = config;
  if (phone === undefined || url === undefined) return undefined;
  const user = config.LIFTWATCH_DISPATCH_BROKER_USER;
  const mqtt = openMqttPublish(
    {
      url,
      clientId: `${user}/self-test`,
      username: user,
      ...(secrets.brokerPassword === undefined ? {} : { password: secrets.brokerPassword }),
    },
    (error) => deps.logger.warn({ err: error }, 'self-test link'),
  );
  const end = async (incidentId: string): Promise<void> => {
    const by = { incidentId, by: 'self-test', nowMs: nowMs() };
    await own.pipeline.act({ ...by, action: { is: 'release', note: 'self-test' } });
    await own.pipeline.act({ ...by, action: { is: 'close', force: true, note: 'self-test' } });
    own.wakeOutbox();
    own.wakeContext();
  };
  await nameTheLift(parts);
  own.wakeContext();
  let isFailing = true;
  const daily = await startDailySelfTest({
    database: deps.database,
    nowMs,
    test: () =>
      runSelfTest({
        ...{ database: deps.database, nowMs, publish: mqtt.publish, end },
        timeoutMs: config.LIFTWATCH_DISPATCH_SELF_TEST_TIMEOUT_MS,
        wait: (ms) => wait(ms),
      }),
    onResult: (result) => {
      shown(metrics, result);
      if (result.ok) deps.logger.info({ ...result }, 'self-test passed');
      // "All is well" is told once, also of a failure before this start.
      if (!result.ok || isFailing) void own.tellOperator(failed(result), result.ok);
      isFailing = !result.ok;
    },
    onError: (error) => deps.logger.error({ err: error }, 'self-test failed'),
  });
  const before = daily.last();
  if (before) shown(metrics, { ...before, ok: before.ok });
  return {
    ...daily,
    close() {
      daily.close();
      void mqtt.close();
    },
  };
};
