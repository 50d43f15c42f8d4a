import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { waitUntil } from '@liftwatch/infra';
import { expect, test } from 'vitest';
import { mqttChannel } from '../src/channels/mqtt/mqtt.ts';
import { openMqttPublish } from '../src/context/mqtt-publish.ts';
import { deliveriesOf } from './support/a-delivery.ts';

test('notices for apps: one publish at QoS 1 below our own prefix, the delivery’s id in it; a lost broker is tried later', async () => {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const app = await mqtt.connectAsync(url, { protocolVersion: 4 });
  const heard: string[] = [];
  app.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString('utf8')}`));
  await app.subscribeAsync('liftwatch/v1/notices/firms/F1', { qos: 1 });
  const notices = openMqttPublish({ url, clientId: 'dispatch-notices' }, () => undefined);
  const channel = mqttChannel(notices.publish);
  const [one] = await deliveriesOf('released');
  const send = (address: string) => channel.send({ ...one!, address }, AbortSignal.timeout(5_000));
  try {
    await waitUntil('the notice link', async () => (await send('firms/F1')).is === 'accepted');
    await waitUntil('the notice', () => heard.length > 0);
    expect(heard[0]).toContain('liftwatch/v1/notices/firms/F1 ');
    expect(heard[0]).toContain(one!.deliveryId);
    for (const wrong of ['#', '../lift/v1/x', 'a//b', '+', ''])
      expect(await send(wrong)).toMatchObject({ is: 'refused' });
    await new Promise<void>((done) => broker.close(done));
    server.close();
    await waitUntil('the link to be lost', async () => (await send('firms/F1')).is === 'later');
  } finally {
    await notices.close();
    app.end(true);
    server.close();
  }
});
