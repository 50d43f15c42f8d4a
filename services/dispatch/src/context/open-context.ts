import type { Parts } from '../parts.ts';
import { startContextPublisher, type ContextPublisher } from './context-outbox.ts';
import { openMqttPublish } from './mqtt-publish.ts';

/** Publishes queued context to the broker; without a broker it waits in the outbox. */
export const openContext = ({ config, deps, secrets, nowMs }: Parts): ContextPublisher | undefined => {
  const onError = (error: unknown): void => deps.logger.warn({ err: error }, 'context publish failed');
  if (config.LIFTWATCH_DISPATCH_BROKER_URL === undefined) return undefined;
  const user = config.LIFTWATCH_DISPATCH_BROKER_USER;
  const mqtt = openMqttPublish(
    {
      url: config.LIFTWATCH_DISPATCH_BROKER_URL,
      clientId: user,
      username: user,
      ...(secrets.brokerPassword === undefined ? {} : { password: secrets.brokerPassword }),
    },
    onError,
  );
  const publisher = startContextPublisher({ database: deps.database, publish: mqtt.publish, nowMs, onError });
  return {
    wake: publisher.wake,
    idle: publisher.idle,
    close: async () => {
      await publisher.close();
      await mqtt.close();
    },
  };
};
