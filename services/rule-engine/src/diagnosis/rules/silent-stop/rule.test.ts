import { expect, test } from 'vitest';
import type { Finding } from '@liftwatch/schemas';
import { createPartition, newOutput, step } from '../../kernel/partition.ts';
import { snapshotLift } from '../../kernel/snapshot.ts';
import { BASE_MS, Story } from '../../test-language/timeline.ts';
import { expectedBy, learn, newProfile } from './profile.ts';

const H = 3_600;
const DAY = 24 * H;
const WEEK = 7 * DAY;
/** Second of the story at which a Monday begins in Shanghai: 2027-01-18. */
const MONDAY = Date.UTC(2027, 0, 17, 16) / 1_000 - BASE_MS / 1_000;

/** A lift that runs every 10 min from 8 to 20 on working days, `weeks` long, then until `lastRunS` of the last Monday. */
const office = (
  weeks: number,
  o: { lastRunS: number; tell?: (story: Story, mondayS: number) => unknown; untilS: number },
) => {
  const story = new Story().context(MONDAY - 10, { type: 'lift-facts', expectedIntervalS: 6 * H });
  story.state(MONDAY - 5, { serviceMode: 'normal', carStatus: 'stopped', powerStatus: 'normal' });
  const run = (at: number) => story.state(at, { carStatus: 'running' }).state(at + 20, { carStatus: 'stopped' });
  for (let day = 0; day < weeks * 7; day++) {
    for (let s = 8 * H; day % 7 < 5 && s < 20 * H; s += 600) run(MONDAY + day * DAY + s);
    for (let s = H; s < DAY; s += 5 * H) story.state(MONDAY + day * DAY + s + 7, {});
  }
  const last = MONDAY + weeks * WEEK;
  for (let s = 8 * H; s <= o.lastRunS; s += 600) run(last + s);
  for (let s = H; s < o.untilS; s += 5 * H) story.state(last + s + 7, {});
  o.tell?.(story, last);
  const partition = createPartition(0);
  const out = newOutput();
  // A tick each 5 s is as far apart as ticks may be.
  let tick = MONDAY;
  for (const arrival of story.entries) {
    for (; BASE_MS + tick * 1_000 <= arrival.receivedAtMs; tick += 5)
      step(partition, { type: 'tick', receivedAtMs: BASE_MS + tick * 1_000 }, out);
    step(partition, arrival, out);
  }
  for (; tick <= last + o.untilS; tick += 5)
    step(partition, { type: 'tick', receivedAtMs: BASE_MS + tick * 1_000 }, out);
  expect(out.failures).toEqual([]);
  const hours = (f: Finding) => Math.round(((f.at - BASE_MS) / 1_000 - last) / 36) / 100;
  return {
    lines: out.findings.filter((f) => f.code === 'X22').map((f) => `${f.stage} ${hours(f)} ${f.ending ?? ''}`.trim()),
    bytes: snapshotLift([...partition.lifts.values()][0] as never).length,
  };
};

test('weeks of six runs an hour, then none from 10 on: told when twenty are missed', () => {
  const { lines } = office(4, { lastRunS: 10 * H, untilS: 20 * H });
  expect(lines).toHaveLength(1);
  const at = Number(lines[0]?.split(' ')[1]);
  expect(at).toBeGreaterThan(13);
  expect(at).toBeLessThan(15.5);
});

test('it runs again: the end says so', () => {
  const { lines } = office(4, {
    lastRunS: 10 * H,
    untilS: 20 * H,
    tell: (story, monday) => story.state(monday + 17 * H, { carStatus: 'running' }),
  });
  expect(lines.at(-1)).toBe('released 17 moved');
});

test.each([
  ['a lift that works', { lastRunS: 20 * H, untilS: 30 * H }, 4],
  ['a habit of two weeks is none yet', { lastRunS: 10 * H, untilS: 20 * H }, 3],
  [
    'out of service says why it stands',
    {
      lastRunS: 10 * H,
      untilS: 20 * H,
      tell: (s: Story, m: number): unknown => s.state(m + 11 * H, { serviceMode: 'out-of-service' }),
    },
    4,
  ],
  [
    'a stop of which another finding tells is not silent',
    { lastRunS: 10 * H, untilS: 20 * H, tell: (s: Story, m: number): unknown => s.code(m + 11 * H, '08') },
    4,
  ],
  [
    'a technician is there',
    {
      lastRunS: 10 * H,
      untilS: 20 * H,
      tell: (s: Story, m: number): unknown =>
        s.context(m + 11 * H, { type: 'job', jobId: 'J', phase: 'technician-in' }),
    },
    4,
  ],
  [
    'the terminal is lost',
    {
      lastRunS: 10 * H,
      untilS: 12 * H,
      tell: (s: Story, m: number): unknown => s.session(m + 10.5 * H, 'disconnected'),
    },
    4,
  ],
] as const)('%s: nothing', (_what, o, weeks) => expect(office(weeks, o).lines).toEqual([]));

test('what it remembers stays small', () => {
  expect(office(4, { lastRunS: 12 * H, untilS: 12 * H }).bytes).toBeLessThan(8_000);
});

test('nights and weekends are by habit quiet: from Friday evening nothing is missed before Monday', () => {
  const profile = newProfile();
  const monday = BASE_MS + MONDAY * 1_000;
  for (let week = 0; week < 3; week++)
    for (let block = 0; block < 28; block++) {
      const works = block < 20 && (block % 4 === 1 || block % 4 === 2);
      learn(profile, monday + week * WEEK * 1_000 + block * 6 * H * 1_000, works ? 24 : 0);
    }
  const from = monday + 4 * DAY * 1_000 + 18 * H * 1_000;
  expect(expectedBy(profile, { fromMs: from, runs: 12, leastWeeks: 3 })).toBe(monday + WEEK * 1_000 + 9 * H * 1_000);
  expect(expectedBy(profile, { fromMs: from, runs: 12, leastWeeks: 4 })).toBeUndefined();
  expect(expectedBy(newProfile(), { fromMs: from, runs: 12, leastWeeks: 0 })).toBeUndefined();
});
