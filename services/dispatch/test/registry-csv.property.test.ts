import { migrateDatabase, openSqliteDatabase } from '@liftwatch/stores';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dispatchMigrations } from '../src/database/migrations.ts';
import type { DispatchTables } from '../src/index.ts';
import { cellOfText, textOfCell } from '../src/registry/csv-cell.ts';
import { exportRegistry } from '../src/registry/registry-export.ts';
import { readRegistryFile } from '../src/registry/registry-file.ts';
import { saveRegistry } from '../src/registry/registry-store.ts';

const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** Names as people write them, and as somebody would who wants a spreadsheet to reckon. */
const start = fc.constantFrom('', '=', '+', '-', '@', '\t', "'", "'=", "''-", '＝', ' ', '"', ',', '\n');
const name = fc
  .tuple(start, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }))
  .map(([first, rest]) => `${first}${rest}`.replaceAll(/[\r\uFFFD\uFEFF]/g, '-'));

const registry = fc
  .record({
    site: name,
    firm: name,
    userUnit: name,
    floors: fc.constantFrom(['-2', '-1', '1', '2'], ['B1', '1', '2'], ['1', '2']),
    latitude: fc.constantFrom(-33.5, 39.1),
  })
  .map(({ site, firm, userUnit, floors, latitude }) => ({
    sites: [{ siteId: 'S1', name: site }],
    firms: [{ firmId: 'F1', name: firm }],
    lifts: [{ liftId: 'L1', siteId: 'S1', firmId: 'F1', userUnit, floors, latitude, longitude: 117.2 }],
    contacts: [
      { contactId: 'C1', role: 'manager', siteId: 'S1', channel: 'sms', address: '+8613812345678' },
      { contactId: 'C2', role: 'operator', channel: 'log' },
    ],
  }));

const open = async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  await migrateDatabase(database, dispatchMigrations);
  return database;
};
type Database = Awaited<ReturnType<typeof open>>;
const take = (database: Database, text: string, format: 'csv' | 'yaml') =>
  saveRegistry(database, readRegistryFile(text, format), { nowMs: 1, by: 'op' });
const whole = (database: Database, format: 'csv' | 'yaml') => exportRegistry(database, { format, isFull: true });

test('whatever the registry says, its CSV is imported again as it was, and no cell of it begins a formula', async () => {
  await fc.assert(
    fc.asyncProperty(registry, async (given) => {
      const [first, second] = [await open(), await open()];
      await take(first, JSON.stringify(given), 'yaml');
      const csv = await whole(first, 'csv');
      for (const cell of (parse(csv, { bom: true }) as string[][]).flat())
        expect(FORMULA.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell), cell).toBe(false);
      await take(second, csv, 'csv');
      expect(await whole(second, 'yaml')).toBe(await whole(first, 'yaml'));
      await first.destroy();
      await second.destroy();
    }),
    { numRuns: 60 },
  );
});

test('a cell gives back its text, and begins no formula', () => {
  fc.assert(
    fc.property(fc.oneof(name, fc.string()), (text) => {
      const cell = cellOfText(text);
      const content = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(FORMULA.test(content)).toBe(false);
      expect(textOfCell(content)).toBe(text);
    }),
  );
});

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+8613812345678', "'+8613812345678"],
  ["O'Brien", "O'Brien"],
  ["'s-Hertogenbosch", "'s-Hertogenbosch"],
])('%s is written %s', (text, cell) => {
  expect(cellOfText(text)).toBe(cell);
});
