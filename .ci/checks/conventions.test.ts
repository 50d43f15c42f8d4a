import { expect, test } from 'vitest';
import { breachesOf } from './conventions.ts';

const CENTRE = 'services/rule-engine/src/diagnosis/step.ts';
const RIM = 'services/broker/src/admission.ts';

test.each([
  ['a plain Error', RIM, 'throw new Error("no");', 'plain Error'],
  ['the environment outside config', RIM, 'export const port = process.env.PORT;', 'process.env'],
  ['the environment by key', RIM, 'export const port = process.env["PORT"];', 'process.env'],
  ['a module mock', 'services/broker/src/a.test.ts', 'vi.mock("mqtt");', 'vi.mock'],
  ['a clock in a centre', CENTRE, 'export const now = Date.now();', 'clock'],
  ['a date in a centre', CENTRE, 'export const now = new Date();', 'clock'],
  ['randomness in a centre', CENTRE, 'export const dice = Math.random();', 'randomness'],
])('%s is refused', (_, file, source, reason) => {
  expect(breachesOf(file, `\n${source}`)).toMatchObject([
    { file, line: 2, reason: expect.stringContaining(reason) as string },
  ]);
});

test.each([
  ['a test may throw a plain Error', 'services/broker/src/a.test.ts', 'throw new Error("no");'],
  ['config reads the environment', 'services/broker/src/config.ts', 'export const env = process.env;'],
  ['the rim has a clock', RIM, 'export const now = Date.now();'],
  ['an error class of our own', RIM, 'class BrokerError extends Error {} throw new BrokerError("x");'],
])('%s', (_, file, source) => {
  expect(breachesOf(file, source)).toEqual([]);
});
