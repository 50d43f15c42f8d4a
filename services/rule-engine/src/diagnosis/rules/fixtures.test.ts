import { readdirSync, readFileSync } from 'node:fs';
import { decodePublish, parseTopic, type ContextEntry } from '@liftwatch/schemas';
import { describe, expect, test } from 'vitest';
import type { Arrival } from '../arrival.ts';
import { createPartition, newOutput, step } from '../kernel/partition.ts';
import { rules } from './index.ts';

interface Line {
  receivedAt: number;
  terminal?: string;
  topic?: string;
  payload?: unknown;
  session?: 'connected' | 'disconnected';
  tick?: true;
  context?: ContextEntry;
}

const here = new URL('.', import.meta.url);

const arrivalOf = (line: Line): Arrival => {
  const receivedAtMs = line.receivedAt;
  if (line.tick) return { type: 'tick', receivedAtMs };
  if (line.context) return { type: 'context', receivedAtMs, context: line.context };
  const terminalId = line.terminal ?? '';
  if (line.session) return { type: 'session', receivedAtMs, terminalId, session: line.session, sessionId: undefined };
  const topic = parseTopic(line.topic ?? '');
  if (topic.type !== 'reading') throw new RangeError(`fixture line of foreign topic ${line.topic}`);
  const decoded = decodePublish(topic.kind, JSON.stringify(line.payload));
  if (!decoded.ok) throw new RangeError(`fixture line refused: ${decoded.refusal.message}`);
  const readings = decoded.items.map((item) => {
    if (!item.ok) throw new RangeError(`fixture reading refused: ${item.refusal.message}`);
    return item.reading;
  });
  return { type: 'readings', receivedAtMs, terminalId, liftId: topic.liftId, sentAtMs: decoded.sentAtMs, readings };
};

const found = (file: URL): string[] => {
  const arrivals = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((text) => arrivalOf(JSON.parse(text) as Line));
  const first = arrivals[0]?.receivedAtMs ?? 0;
  const last = arrivals.at(-1)?.receivedAtMs ?? 0;
  for (let at = first; at <= last; at += 1_000) arrivals.push({ type: 'tick', receivedAtMs: at });
  arrivals.sort((a, b) => a.receivedAtMs - b.receivedAtMs);
  const partition = createPartition(0);
  const out = newOutput();
  for (const arrival of arrivals) step(partition, arrival, out);
  expect(out.failures).toEqual([]);
  return out.findings.filter((f) => f.stage === 'alarm').map((f) => f.rule.name);
};

describe.each(rules.map((rule) => rule.name))('recording of %s', (name) => {
  test('fires', () => expect(found(new URL(`${name}/fixtures/fires.ndjson`, here))).toContain(name));
  test('near miss', () => expect(found(new URL(`${name}/fixtures/near-miss.ndjson`, here))).not.toContain(name));
});

const HEADINGS = [
  'What it means',
  'When it fires',
  'Why this number',
  'What to do on site',
  'False alarms seen',
  'Inhibits / inhibited by',
  'Example payload',
];

test.each(rules.map((rule) => rule.name))(
  'page of %s has every heading and every argument; its folder has its name',
  (name) => {
    const page = readFileSync(new URL(`${name}/README.md`, here), 'utf8');
    expect(
      page
        .split('\n')
        .filter((line) => line.startsWith('## '))
        .map((line) => line.slice(3)),
    ).toEqual(HEADINGS);
    const rule = rules.find((one) => one.name === name);
    for (const arg of Object.keys(rule?.args ?? {})) expect(page).toContain(`\`${arg}\``);
  },
);

test('every folder of rules is in the registry', () => {
  const folders = readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(folders.sort()).toEqual(rules.map((rule) => rule.name).sort());
});
