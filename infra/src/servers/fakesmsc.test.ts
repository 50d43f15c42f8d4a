import { expect, test } from 'vitest';
import { readOutgoing } from './fakesmsc.ts';

test('a long message appears only when its last part has come, in the order of its parts', () => {
  const part = (header: string, data: string): string =>
    `x DEBUG: Got message 1: <10690 86138 udh ${header} data ${data}>`;
  const second = part('%05%00%03%01%02%02', '%00B');
  expect(readOutgoing(second)).toEqual([]);
  expect(readOutgoing(`${second}\n${part('%05%00%03%01%02%01', '%00A')}\n`)).toEqual([
    { from: '10690', to: '86138', text: 'AB', partCount: 2 },
  ]);
});
