import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  catalogue,
  contextEntry,
  decodePublish,
  errorNotice,
  parseTopic,
  presenceReading,
  readingKinds,
  type ReadingKind,
} from '../src/index.ts';

const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const rows = text.split('\n').filter((line) => line.startsWith('| '));
const payloadsOf = (name: string): readonly string[] =>
  rows
    .filter((row) => row.startsWith(`| \`${name}\` |`))
    .flatMap((row) => [...row.matchAll(/`(\{"[^`]+\})`/g)].map((found) => found[1] ?? ''));

describe('README', () => {
  it.each(readingKinds)('shows a valid payload of %s', (kind: ReadingKind) => {
    expect(payloadsOf(kind).length).toBeGreaterThan(0);
    for (const payload of payloadsOf(kind)) expect(decodePublish(kind, payload)).toMatchObject({ ok: true });
  });

  it('shows a valid presence and valid context entries of every type', () => {
    for (const payload of payloadsOf('presence')) presenceReading.parse(JSON.parse(payload));
    const types = contextEntry.options.map((option) => option.shape.type.value);
    for (const type of types) {
      expect(payloadsOf(type).length, type).toBe(1);
      for (const payload of payloadsOf(type)) expect(contextEntry.parse(JSON.parse(payload)).type).toBe(type);
    }
  });

  it('shows the refusal that such a reading gets', () => {
    const shown = errorNotice.parse(JSON.parse(/```json\n([\s\S]+?)```/.exec(text)?.[1] ?? ''));
    expect(parseTopic(shown.topic).type).toBe('reading');
    expect(decodePublish('state', '{"at":1,"speedMps":99}')).toEqual({
      ok: false,
      refusal: { code: shown.code, field: shown.field, message: shown.message },
    });
  });

  it('puts every code under the priority of the catalogue', () => {
    const known = catalogue.map(({ code }) => code);
    for (const row of rows.filter((one) => /^\| P[0-4] /.test(one))) {
      const [, priority = '', , , examples = ''] = row.split('|').map((cell) => cell.trim());
      const codes = [...examples.matchAll(/([A-Z]?)(\d\d)(?:-[A-Z]?(\d\d))?/g)].flatMap(
        ([, family = '', from, to = from]) =>
          known.filter(
            (code) =>
              code.startsWith(family) &&
              code.length === family.length + 2 &&
              code.slice(-2) >= (from ?? '') &&
              code.slice(-2) <= (to ?? ''),
          ),
      );
      expect(codes.length, priority).toBeGreaterThan(2);
      for (const { code, priority: by, note = '' } of catalogue.filter((one) => codes.includes(one.code)))
        expect([by.occupied, by.empty, ...(/P\d/g.exec(note) ? (note.match(/P\d/g) ?? []) : [])], code).toContain(
          priority,
        );
    }
  });
});
