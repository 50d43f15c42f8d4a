import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodePublish, readingKinds, refuseContext, refusePresence, type ReadingKind } from '../src/index.ts';

interface InvalidExample {
  readonly payload?: unknown;
  /** The payload as text, where it is no JSON or JSON that an object cannot hold. */
  readonly text?: string;
  readonly refusal: { readonly code: string; readonly field: string; readonly says?: string };
}

const root = fileURLToPath(new URL('../examples/', import.meta.url));
const examples = (verdict: 'valid' | 'invalid') =>
  readdirSync(`${root}${verdict}`).flatMap((kind) =>
    readdirSync(`${root}${verdict}/${kind}`).map((file) => ({
      kind,
      file,
      content: readFileSync(`${root}${verdict}/${kind}/${file}`, 'utf8'),
    })),
  );

/** The first refusal of a payload, as the receiver of that kind words it; undefined when it is good. */
const refusalOf = (kind: string, text: string): { code: string; field: string; message: string } | undefined => {
  if (kind === 'presence') return refusePresence(text);
  if (kind === 'context') return refuseContext(text);
  const decoded = decodePublish(kind === 'batch' ? 'state' : (kind as ReadingKind), text);
  if (!decoded.ok) return decoded.refusal;
  return decoded.items.flatMap((item) => (item.ok ? [] : [item.refusal]))[0];
};

describe('examples', () => {
  it.each(examples('valid'))('valid $kind $file', ({ kind, content }) => {
    expect(refusalOf(kind, content)).toBeUndefined();
  });

  it.each(examples('invalid'))('invalid $kind $file', ({ kind, content }) => {
    const { payload, text = JSON.stringify(payload), refusal } = JSON.parse(content) as InvalidExample;
    const found = refusalOf(kind, text);
    expect(found).toMatchObject({ code: refusal.code, field: refusal.field });
    expect(found?.message).toContain(refusal.says ?? '');
  });

  it('has valid and invalid ones of every kind', () => {
    const kinds = [...readingKinds, 'batch', 'context', 'presence'].toSorted();
    for (const verdict of ['valid', 'invalid'] as const)
      expect([...new Set(examples(verdict).map(({ kind }) => kind))].toSorted()).toEqual(kinds);
  });
});
