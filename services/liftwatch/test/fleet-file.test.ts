import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liveThrough, loadEvaluation, replayLines, type LifeSpec } from '@liftwatch/edge-simulator/months';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTruth, watchFile } from '../bench/accuracy/fleet-file.ts';
import { scoreEntrapments } from '../bench/accuracy/score-entrapments.ts';
import { carryOut } from '../bench/accuracy/worker.ts';

const fromMs = Date.UTC(2026, 1, 28, 16);
const specs: LifeSpec[] = [1, 2, 6].map((number) => ({ life: 'entrapments', number, entrapments: 4 }));
let folder = '';
const path = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftwatch-fleet-'));
  const lines: string[] = [];
  const truth: string[] = [];
  for (const spec of specs)
    liveThrough(spec, {
      evaluation: loadEvaluation(),
      seed: 8,
      fromMs,
      take: (one) => lines.push(...replayLines(one)),
      tell: (one) => truth.push(JSON.stringify(one)),
    });
  await writeFile(path('fleet.ndjson'), lines.join('\n'));
  await writeFile(path('fleet.truth.ndjson'), truth.join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a fleet from files is judged as the same fleet lived through', async () => {
  const truth = await readTruth(path('fleet.truth.ndjson'));
  const watched = await watchFile(path('fleet.ndjson'), () => undefined);
  expect(watched.size).toBe(specs.length);
  for (const spec of specs) {
    const lived = carryOut({ spec, seed: 8, fromMs });
    const liftId = lived.truth[0]?.liftId ?? '';
    const seen = watched.get(liftId);
    expect(seen).toEqual({ calls: lived.calls, warnings: lived.warnings, failures: [], readings: lived.readings });
    expect(scoreEntrapments(truth.get(liftId) ?? [], seen?.calls ?? [])).toEqual(
      scoreEntrapments(lived.truth, lived.calls),
    );
  }
});

test('a line of truth that is not one is named', async () => {
  await writeFile(path('bad.truth.ndjson'), '\n{"truth":"visit","liftId":"a","fromMs":1,"toMs":2}\n');
  await expect(readTruth(path('bad.truth.ndjson'))).rejects.toThrow(/line 2: registered/);
  await writeFile(path('bad.truth.ndjson'), '\nhealthy\n');
  await expect(readTruth(path('bad.truth.ndjson'))).rejects.toThrow(/line 2: not JSON/);
});
