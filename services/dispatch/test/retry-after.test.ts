import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOfStatus } from '../src/channels/http-outcome.ts';
import { aFinding, T0 } from './support/a-finding.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const answered = (status: number, retryAfter?: string) =>
  outcomeOfStatus(new Response(null, { status, ...(retryAfter && { headers: { 'retry-after': retryAfter } }) }), T0);

test.each([
  ['seconds', '7', { retryAfterMs: 7_000 }],
  ['an HTTP date', new Date(T0 + 90_000).toUTCString(), { retryAfterMs: 90_000 }],
  ['a date that has passed', new Date(T0 - 90_000).toUTCString(), { retryAfterMs: 0 }],
  ['neither', 'soon', {}],
])('Retry-After: %s', (_, value, asked) => {
  expect(answered(503, value)).toEqual({ is: 'later', reason: 'HTTP 503', ...asked });
  expect(answered(429, value)).toEqual({ is: 'later', reason: 'HTTP 429', ...asked });
  expect(answered(404, value)).toEqual({ is: 'refused', reason: 'HTTP 404' });
});

/** A firm's system that asks for time once, and then takes what it is given. */
let attempts = 0;
const firm: Server = createServer((request, response) => {
  request.resume().on('end', () => {
    attempts += 1;
    response.writeHead(attempts === 1 ? 503 : 200, attempts === 1 ? { 'retry-after': '30' } : {}).end();
  });
});
const clock = { ms: T0 };
let d: RunningTestDispatch;
beforeAll(async () => {
  await new Promise<void>((resolve) => firm.listen(0, '127.0.0.1', resolve));
  const { port } = firm.address() as AddressInfo;
  const registry = `
firms: [{firmId: F1, name: 安梯维保}]
contacts: [{contactId: system, role: firm, firmId: F1, channel: webhook, address: "http://127.0.0.1:${port}/hook"}]
`;
  d = await runDispatch(registry, {}, () => clock.ms);
});
afterAll(async () => {
  await d.close();
  firm.close();
});

test('a receiver that asks for half a minute is left alone for half a minute, and then told', async () => {
  const wait = async (ms: number): Promise<number> => {
    clock.ms += ms;
    await d.dispatch.idle();
    return attempts;
  };
  await d.find(aFinding());
  expect(attempts).toBe(1);
  expect(await wait(29_999)).toBe(1);
  expect(await wait(1)).toBe(2);
  expect((await d.deliveriesOf('L1')).find((one) => one.recipientId === 'system')?.state).toBe('accepted');
});
