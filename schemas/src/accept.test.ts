import { expect, test } from 'vitest';
import { accepts, acceptsAnAnswer } from './accept.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

test.each([
  [undefined, true],
  ['', true],
  [' , ', true],
  ['*/*', true],
  ['*', true],
  ['application/*', true],
  ['application/json', true],
  ['APPLICATION/JSON', true],
  ['application/json;charset=utf-8', true],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['text/html, application/*;q=0.1', true],
  ['application/xml', false],
  ['text/*', false],
  ['image/png;q=1, text/csv', false],
  ['application/json;q=0', false],
  ['application/json;q=0, */*', false],
  ['application/*;q=0, */*;q=1', false],
  ['application/json;q=0.001', true],
  ['application/*;q=0, application/json', true],
  ['application/json;q=nonsense', false],
  ['json', false],
])('%j reads JSON: %s', (header, reads) => expect(accepts(header, JSON_TYPE)).toBe(reads));

test('what a Prometheus asks for reads its text', () => {
  const text = 'text/plain; version=0.0.4; charset=utf-8';
  const asks = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3';
  expect(accepts(asks, text)).toBe(true);
  expect(accepts('application/openmetrics-text;version=1.0.0', text)).toBe(false);
});

test('a change is answered to who reads JSON, a refusal, a page or text', () => {
  for (const header of [undefined, '*/*', 'application/problem+json', 'text/html', 'text/*;q=0.2'])
    expect(acceptsAnAnswer(header)).toBe(true);
  expect(acceptsAnAnswer('application/xml, image/*')).toBe(false);
});
