import type { ChannelName } from '@liftwatch/schemas';
import { startRetention } from '../personal/retention.ts';
import type { Parts } from '../parts.ts';
import type { DailySelfTest } from '../self-test/daily-self-test.ts';
import { countTestCalls } from '../test-calls/test-call-store.ts';
import { openHealthCheck } from './check.ts';
import { startHeartbeat } from './heartbeat.ts';

const SECOND_MS = 1_000;

/** What watches that liftwatch itself is well: the heartbeat to the outside, retention, standing test calls on /metrics. */
export const openWatch = (
  parts: Parts,
  own: {
    readonly isReady: () => boolean;
    readonly isUsable: (channel: ChannelName) => boolean;
    readonly selfTest: DailySelfTest | undefined;
  },
) => {
  const { config, deps, metrics, nowMs } = parts;
  const check = openHealthCheck({
    readyUrls: config.LIFTWATCH_DISPATCH_HEALTH_URLS,
    requiredChannels: config.LIFTWATCH_DISPATCH_REQUIRED_CHANNELS,
    isReady: own.isReady,
    isUsable: own.isUsable,
    selfTestFailed: () => own.selfTest?.last()?.ok === false,
  });
  const url = config.LIFTWATCH_DISPATCH_HEARTBEAT_URL;
  const heartbeat =
    url === undefined
      ? undefined
      : startHeartbeat({
          url,
          check,
          onBeat: () => metrics.heartbeatAt.set(nowMs() / SECOND_MS),
          onChange: (reasons) => {
            if (reasons.length === 0) deps.logger.info('heartbeat is heard');
            else
              deps.logger.error(
                { reasons, zh: '心跳已停止', en: 'the heartbeat is withheld or not heard' },
                'operator alert',
              );
          },
        });
  const retention = startRetention({
    database: deps.database,
    policy: {
      recordsDays: config.LIFTWATCH_DISPATCH_RETENTION_DAYS,
      numbersDays: config.LIFTWATCH_DISPATCH_NUMBER_RETENTION_DAYS,
    },
    nowMs,
    onDone: (done) => {
      if (done.incidentsCount + done.addressesCount > 0) deps.logger.info({ ...done }, 'retention applied');
    },
    onError: (error) => deps.logger.error({ err: error }, 'retention failed'),
  });
  metrics.testCallsFrom(() => countTestCalls(deps.database, nowMs()));
  return {
    /** A heartbeat at once: something has come to be well. */
    beat: (): void => void heartbeat?.beat(),
    close(): void {
      heartbeat?.close();
      retention.close();
    },
  };
};
