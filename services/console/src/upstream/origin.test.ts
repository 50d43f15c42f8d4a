import { expect, test } from 'vitest';
import { isLoopback, refuseForeign } from './origin.ts';

const json = 'application/json';
const here = { onLoopback: true, publicHost: undefined };
const behindProxy = { onLoopback: true, publicHost: 'lifts.example' };

test.each([
  ['the page itself', { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080', contentType: json }],
  ['a program, which sends no origin', { host: 'localhost:8080', origin: undefined, contentType: json }],
  ['a change without a body', { host: '[::1]:8080', origin: 'http://[::1]:8080', contentType: undefined }],
])('%s may change things', (_, caller) => expect(() => refuseForeign(caller, here)).not.toThrow());

test.each([
  ['another site', { host: '127.0.0.1:8080', origin: 'https://evil.example', contentType: json }],
  ['another port of this machine', { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:9999', contentType: json }],
  ['a page without an origin of its own', { host: '127.0.0.1:8080', origin: 'null', contentType: json }],
  ['a name that was made to resolve to us', { host: 'evil.example', origin: 'http://evil.example', contentType: json }],
  ['a form', { host: '127.0.0.1:8080', origin: undefined, contentType: 'text/plain;charset=utf-8' }],
  ['a request without host', { host: undefined, origin: undefined, contentType: json }],
])('%s may not', (_, caller) =>
  expect(() => refuseForeign(caller, here)).toThrow(expect.objectContaining({ code: 'LIFT_CONSOLE_ORIGIN_REFUSED' })),
);

test.each([
  ['with its name kept', { host: 'lifts.example', origin: 'https://lifts.example', contentType: json }],
  ['under another name', { host: '127.0.0.1:8080', origin: 'https://lifts.example', contentType: json }],
])('behind a proxy the page may, %s; another site may not', (_, caller) => {
  expect(() => refuseForeign(caller, behindProxy)).not.toThrow();
  for (const origin of ['https://evil.example', 'null', 'https://lifts.example.evil.example'])
    expect(() => refuseForeign({ ...caller, origin }, behindProxy)).toThrow();
  expect(() => refuseForeign(caller, here)).toThrow();
});

test('a name is one of this machine or not', () => {
  expect(['localhost', '127.0.0.1:80', '[::1]:8080', '::1'].every(isLoopback)).toBe(true);
  expect(['127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1', '0.0.0.0'].some(isLoopback)).toBe(false);
});
