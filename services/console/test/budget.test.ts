import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const dist = new URL('../web/dist/', import.meta.url);
const BUDGET_BYTES = 300_000;
const sizeOf = (name: string): number => readFileSync(new URL(`${name}.gz`, dist)).length;

test('the first load is below 300 kB of script, compressed, and so is the whole page with every part opened', () => {
  const html = readFileSync(new URL('index.html', dist), 'utf8');
  const first = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, name = '']) => name);
  expect(first).toContain('theme.js');
  expect(first.some((name) => name.startsWith('assets/'))).toBe(true);
  const firstBytes = first.reduce((sum, name) => sum + sizeOf(name), 0);
  expect(firstBytes).toBeGreaterThan(20_000);
  expect(firstBytes).toBeLessThan(BUDGET_BYTES);
  const all = readdirSync(new URL('assets/', dist)).filter((name) => name.endsWith('.js'));
  expect(all.length).toBeGreaterThan(3);
  expect(all.reduce((sum, name) => sum + sizeOf(`assets/${name}`), 0)).toBeLessThan(BUDGET_BYTES);
});
