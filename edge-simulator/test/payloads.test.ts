import { contextEntry, decodePublish, parseTopic, presenceReading } from '@liftwatch/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actingCodes,
  defineScenario,
  loadScenario,
  recordScenario,
  scenarioNames,
  type ReplayLine,
} from '../src/index.ts';

/** What is wrong with a line, or undefined. */
const complaint = (line: ReplayLine): string | undefined => {
  if ('context' in line) return contextEntry.safeParse(line.context).error?.message;
  if ('session' in line) return undefined;
  const topic = parseTopic(line.topic);
  if (topic.type === 'presence') return presenceReading.safeParse(line.payload).error?.message;
  if (topic.type !== 'reading') return `foreign topic ${line.topic}`;
  const decoded = decodePublish(topic.kind, JSON.stringify(line.payload));
  if (!decoded.ok) return `${line.topic}: ${decoded.refusal.field} ${decoded.refusal.message}`;
  const bad = decoded.items.find((item) => !item.ok);
  return bad && !bad.ok ? `${line.topic}: ${bad.refusal.field} ${bad.refusal.message}` : undefined;
};

const complaints = (lines: readonly ReplayLine[]): string[] => lines.flatMap((line) => complaint(line) ?? []);

describe('everything published is valid', () => {
  it('finds a bad payload when there is one', () => {
    const line = { receivedAt: 1, terminal: 'T', topic: 'lift/v1/a/state', payload: { at: 1, floor: 7 } };
    expect(complaints([line])).toHaveLength(1);
  });

  it.each(scenarioNames())('in the scenario %s', (name) => {
    const { lines } = recordScenario(loadScenario(name), { seed: 11, durationS: 900 });
    expect(lines.length).toBeGreaterThan(50);
    expect(complaints(lines)).toEqual([]);
  });

  it('with any fault, at any seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...actingCodes), fc.constantFrom(...actingCodes), (seed, one, other) => {
        const scenario = defineScenario({
          name: 'any',
          title: { zh: '', en: '' },
          about: '',
          startHour: 8,
          durationS: 300,
          fleet: [{ prefix: 'a', count: 1, intensity: 5 }],
          steps: [
            { at: 5, do: 'inject', lifts: 'all', code: one, forS: 60 },
            { at: 100, do: 'inject', lifts: 'all', code: other, report: { code: other } },
          ],
        });
        expect(complaints(recordScenario(scenario, { seed }).lines)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a recording', () => {
  const record = (seed: number): string =>
    recordScenario(loadScenario('network-outage'), { seed, durationS: 1_000 })
      .lines.map((l) => JSON.stringify(l))
      .join('\n');

  it('is the same byte for byte with the same seed, and another with another', () => {
    const first = record(7);
    expect(record(7)).toBe(first);
    expect(record(8)).not.toBe(first);
  });

  it('is in the order of receivedAt', () => {
    const { lines } = recordScenario(loadScenario('clocks-wrong'), { seed: 3 });
    const times = lines.map((l) => l.receivedAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('does not change for one lift when another is added', () => {
    const fleet = (count: number) =>
      defineScenario({
        name: 'more',
        title: { zh: '', en: '' },
        about: '',
        durationS: 300,
        fleet: [{ prefix: 'a', count, intensity: 4 }],
      });
    const ofFirst = (count: number) =>
      recordScenario(fleet(count), { seed: 5 }).lines.filter((l) => 'topic' in l && l.topic.includes('a-01'));
    expect(ofFirst(3)).toEqual(ofFirst(1));
  });
});
