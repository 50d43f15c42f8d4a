import { expect, test } from 'vitest';
import { languageFor } from './language.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['zh', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['ZH-hant', 'zh'],
  ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
  ['zh;q=0.5,en;q=0.5', 'en'],
  ['fr,zh;q=0.1', 'zh'],
  ['fr', 'en'],
  ['zh;q=0,*', 'en'],
  ['en;q=0,*;q=0.5', 'zh'],
  ['zh;q=nonsense', 'en'],
  ['zhx', 'en'],
] as const)('%s: %s', (header, language) => expect(languageFor(header)).toBe(language));
