/**
 * Ten thousand terminals silent at once, and somebody trapped at the end of it: how long dispatch takes for all of it, and
 * for the entrapment. `npm run bench -- storm [--json]`
 */
import { openDispatchPipeline, rescuePolicy, type DispatchTables } from '@liftwatch/dispatch';
import { openSqliteDatabase } from '@liftwatch/stores';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aFinding } from '../test/support/a-finding.ts';

const LIFTS_COUNT = 10_000;
const BATCH_COUNT = 256;

const folder = mkdtempSync(join(tmpdir(), 'liftwatch-storm-'));
const database = openSqliteDatabase<DispatchTables>(join(folder, 'app.db'));
const pipeline = await openDispatchPipeline({ database, policy: rescuePolicy });

const silent = (n: number) => ({
  position: n,
  finding: aFinding({
    liftId: `L${n}`,
    code: 'X19',
    incidentKind: 'terminal',
    priority: 'P4',
    occupancy: 'unknown',
    atS: n / 1_000,
    lift: { siteId: `S${n % 2_000}`, firmId: `F${n % 50}` },
  }),
});
const lines = Array.from({ length: LIFTS_COUNT }, (_, n) => silent(n + 1));

const startedMs = performance.now();
for (let at = 0; at < lines.length; at += BATCH_COUNT) await pipeline.applyAll(lines.slice(at, at + BATCH_COUNT));
const stormMs = performance.now() - startedMs;

const trapped = aFinding({ liftId: 'L1', atS: 20 });
const trappedAtMs = performance.now();
const { deliveries } = await pipeline.apply({ position: LIFTS_COUNT + 1, finding: trapped });
const entrapmentMs = performance.now() - trappedAtMs;

const open = [...pipeline.open()].map((i) => i.kind);
const result = {
  lifts: LIFTS_COUNT,
  stormMs: Math.round(stormMs),
  usPerFinding: Math.round((stormMs * 1_000) / LIFTS_COUNT),
  entrapmentMs: Math.round(entrapmentMs * 10) / 10,
  incidentsOpen: open.length,
  toldOfEntrapment: deliveries.length,
};
if (process.argv.includes('--json')) console.log(JSON.stringify(result));
else
  console.log(
    `${result.lifts} terminals silent: ${result.stormMs} ms, ${result.usPerFinding} us each, ${result.incidentsOpen} incidents open\n` +
      `an entrapment after them: ${result.entrapmentMs} ms to ${result.toldOfEntrapment} messages`,
  );
await database.destroy();
rmSync(folder, { recursive: true });
