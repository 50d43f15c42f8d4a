import mqtt from 'mqtt';
import { DispatchError } from '../errors.ts';
import type { Publish } from './context-outbox.ts';

const PUBLISH_TIMEOUT_MS = 10_000;

export interface MqttAccount {
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
}

/** A service account's connection to the broker: QoS 1, acknowledged, reconnecting by itself. */
export const openMqttPublish = (
  account: MqttAccount,
  onError: (error: unknown) => void,
): { readonly publish: Publish; close(): Promise<void> } => {
  const { url, ...options } = account;
  const client = mqtt.connect(url, {
    ...options,
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 1_000,
    connectTimeout: 5_000,
    queueQoSZero: false,
  });
  client.on('error', onError);
  const publish: Publish = async (topic, payload) => {
    if (!client.connected)
      throw new DispatchError(
        'LIFT_DISPATCH_BROKER_UNAVAILABLE',
        `not connected to ${url}: context waits in the outbox`,
        { recoverable: true },
      );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new DispatchError(
              'LIFT_DISPATCH_BROKER_UNAVAILABLE',
              `no PUBACK from ${url} within ${PUBLISH_TIMEOUT_MS} ms: sent again`,
              { recoverable: true },
            ),
          ),
        PUBLISH_TIMEOUT_MS,
      );
    });
    await Promise.race([client.publishAsync(topic, payload, { qos: 1 }), late]).finally(() => clearTimeout(timer));
  };
  return { publish, close: () => client.endAsync(true) };
};
