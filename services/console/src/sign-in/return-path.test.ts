import fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnPath } from './return-path.ts';

test.each([
  '//evil.example',
  'https://evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%2e//evil.example',
  ' //evil.example',
  'javascript:alert(1)',
  'evil.example',
  '',
  undefined,
  ['/fleet', '//evil.example'],
  '/auth/login?to=/auth/login',
  '/sign-in?problem=x',
])('%j leads to the first page', (to) => expect(returnPath(to)).toBe('/'));

test.each([
  '/',
  '/fleet?q=%E6%BB%A8%E6%B1%9F&condition=fault',
  '/lifts/a.b-1',
  '/incidents/0000#x',
  '/audit?subject=a/b:c',
])('%s is kept', (to) => expect(returnPath(to)).toBe(to));

test('whatever is asked for, a browser stays here', () => {
  const bits = fc.array(
    fc.constantFrom('/', '\\', '.', '..', '%2e', '\t', '\n', '@', ':', '?', '#', 'http:', 'evil.example', ' '),
  );
  fc.assert(
    fc.property(bits, (parts) => {
      expect(new URL(returnPath(parts.join('')), 'http://here.example').origin).toBe('http://here.example');
    }),
  );
});
