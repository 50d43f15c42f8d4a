import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { migrateDatabase, openSqliteDatabase } from '@liftwatch/stores';
import { CompactSign } from 'jose';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { dispatchMigrations } from '../src/database/migrations.ts';
import { lineAfter, type LedgerLine } from '../src/ledger/entry.ts';
import { openHeadSigner, readSignedHead } from '../src/ledger/head.ts';
import { startDailyHead } from '../src/ledger/daily-head.ts';
import { openLedgerCheck } from '../src/ledger/verify.ts';
import { verifyLedgerFile } from '../src/ledger/verify-file.ts';
import { byFolder } from '../src/ledger/ways/by-folder.ts';
import type { SignedHead } from '../src/ledger/ways/way.ts';
import { loadConfig, openDispatchPipeline, type DispatchTables } from '../src/index.ts';
import { aFinding } from './support/a-finding.ts';
import { openPipeline } from './support/open-pipeline.ts';

const chain = (count: number): LedgerLine[] => {
  const lines: LedgerLine[] = [];
  for (let n = 1; n <= count; n++)
    lines.push(lineAfter(lines.at(-1), { atMs: n, kind: 'change', subject: `s${n}`, facts: { n } }));
  return lines;
};
const check = (lines: readonly LedgerLine[], head?: Parameters<typeof openLedgerCheck>[0]) => {
  const one = openLedgerCheck(head);
  for (const line of lines) one.take(line);
  return one.verdict().problems.map((p) => p.is);
};
const headOf = (lines: readonly LedgerLine[]) => {
  const last = lines.at(-1)!;
  return { seq: last.seq, hash: last.hash, atMs: last.atMs };
};
const keys = () => {
  const pair = generateKeyPairSync('ed25519');
  return {
    privatePem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};

test('an untouched chain verifies, alone and against any of its heads', () => {
  const lines = chain(20);
  expect(check(lines)).toEqual([]);
  for (let n = 1; n <= 20; n++) expect(check(lines, headOf(lines.slice(0, n)))).toEqual([]);
  expect(check([])).toEqual([]);
});

test('any change of any field of any line is found', () => {
  const lines = chain(12);
  fc.assert(
    fc.property(fc.nat(11), fc.constantFrom('atMs', 'kind', 'subject', 'document', 'prevHash', 'hash'), (at, field) => {
      const altered = lines.map((line, n) =>
        n === at
          ? { ...line, [field]: field === 'atMs' ? line.atMs + 1 : `${String(line[field as keyof LedgerLine])}x` }
          : line,
      );
      expect(check(altered as LedgerLine[]).length).toBeGreaterThan(0);
    }),
  );
});

test('a line that is written anew and the next one tied to it: the next is not what was hashed', () => {
  const lines = chain(12);
  const forged = lineAfter(lines[3], { atMs: 5, kind: 'change', subject: 's5', facts: { n: 5, forged: true } });
  const tied = lines.map((line, n) => (n === 4 ? forged : n === 5 ? { ...line, prevHash: forged.hash } : line));
  expect(check(tied, headOf(lines))).toEqual(['altered']);
});

test('a line that follows another than the one before it breaks the chain, also where its own hash is right', () => {
  const lines = chain(12);
  const other = { seq: 4, hash: 'f'.repeat(64) };
  const foreign = [...lines.slice(0, 4), lineAfter(other, { atMs: 5, kind: 'change', subject: 's5', facts: { n: 5 } })];
  expect(check(foreign)).toEqual(['broken-chain']);
});

test('a file is walked to its end, however long it is', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'ledger-long-')), 'app.db');
  const database = openSqliteDatabase<DispatchTables>(path);
  await migrateDatabase(database, dispatchMigrations);
  const lines = chain(10_001).map(({ atMs, prevHash, ...line }) => ({ ...line, at_ms: atMs, prev_hash: prevHash }));
  await database.transaction().execute(async (trx) => {
    for (let from = 0; from < lines.length; from += 1_000)
      await trx
        .insertInto('ledger')
        .values(lines.slice(from, from + 1_000))
        .execute();
  });
  await database.destroy();
  expect(await verifyLedgerFile(path)).toMatchObject({ linesCount: 10_001, lastSeq: 10_001, problems: [] });
});

test('what our key signed that is no head of a ledger is none', async () => {
  const { privatePem, publicPem } = keys();
  const head = { seq: 1, hash: 'a'.repeat(64), atMs: 1 };
  const signed = (typ: string): Promise<string> =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(head)))
      .setProtectedHeader({ alg: 'EdDSA', typ })
      .sign(createPrivateKey(privatePem));
  expect(await readSignedHead(await signed('liftwatch-ledger-head+json'), publicPem)).toEqual(head);
  expect(await readSignedHead(await signed('JWT'), publicPem)).toBeUndefined();
});

test('a missing line is a gap; a cut tail and a chain written anew are found against the head only', () => {
  const lines = chain(12);
  expect(check(lines.toSpliced(5, 1))).toContain('gap');
  expect(check(lines.slice(0, 8))).toEqual([]);
  expect(check(lines.slice(0, 8), headOf(lines))).toEqual(['cut-tail']);
  const anew = [...lines.slice(0, 5)];
  for (let n = 6; n <= 12; n++)
    anew.push(lineAfter(anew.at(-1), { atMs: n, kind: 'change', subject: `s${n}`, facts: { n, forged: true } }));
  expect(check(anew)).toEqual([]);
  expect(check(anew, headOf(lines))).toEqual(['differs-from-head']);
});

test('a head is signed with Ed25519; another key, another text or another type is not accepted', async () => {
  const { privatePem, publicPem } = keys();
  const signer = await openHeadSigner(privatePem);
  const head = headOf(chain(3));
  const jws = await signer.sign(head);
  expect(await readSignedHead(jws, publicPem)).toEqual(head);
  // The whole answer of REST, as somebody has kept it.
  expect(await readSignedHead(`${JSON.stringify({ ...head, jws, publicKey: publicPem })}\n`, publicPem)).toEqual(head);
  for (const kept of ['{}', '{"jws": 7}', '{', '']) expect(await readSignedHead(kept, publicPem)).toBeUndefined();
  expect(signer.publicKey).toBe(publicPem);
  expect(await readSignedHead(jws, keys().publicPem)).toBeUndefined();
  const [h = '', , sig = ''] = jws.split('.');
  const forged = Buffer.from(JSON.stringify({ ...head, seq: 2 })).toString('base64url');
  expect(await readSignedHead(`${h}.${forged}.${sig}`, publicPem)).toBeUndefined();
  await expect(openHeadSigner('not a key')).rejects.toMatchObject({ code: 'LIFT_DISPATCH_LEDGER_KEY' });
});

test('incidents, messages and acknowledgements are written down with contact ids; a changed database is found', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'ledger-')), 'app.db');
  const database = openSqliteDatabase<DispatchTables>(path);
  const pipeline = await openDispatchPipeline({ database });
  await pipeline.apply({ position: 1, finding: aFinding() });
  const { incident_id: incidentId } = await database
    .selectFrom('incident')
    .select('incident_id')
    .executeTakeFirstOrThrow();
  await pipeline.act({ incidentId, by: 'crew-1', action: { is: 'acknowledge' }, nowMs: 1 });
  const lines = await database.selectFrom('ledger').select(['kind', 'document']).orderBy('seq').execute();
  expect(lines.map((l) => l.kind)).toContain('delivery');
  expect(lines.some((l) => l.kind === 'incident' && l.document.includes('"owner":"crew-1"'))).toBe(true);
  const whole = await verifyLedgerFile(path);
  expect(whole.problems).toEqual([]);
  const head = { seq: whole.lastSeq, hash: whole.lastHash, atMs: 0 };
  await sql`UPDATE ledger SET document = replace(document, 'crew-1', 'crew-2') WHERE document LIKE '%crew-1%'`.execute(
    database,
  );
  expect((await verifyLedgerFile(path, head)).problems.map((p) => p.is)).toContain('altered');
  await sql`UPDATE ledger SET document = replace(document, 'crew-2', 'crew-1') WHERE document LIKE '%crew-2%'`.execute(
    database,
  );
  await sql`DELETE FROM ledger WHERE seq = ${whole.lastSeq}`.execute(database);
  expect((await verifyLedgerFile(path)).problems).toEqual([]);
  expect((await verifyLedgerFile(path, head)).problems.map((p) => p.is)).toEqual(['cut-tail']);
  await database.destroy();
});

test('the head is made and sent once a day; one that does not arrive is kept and sent later', async () => {
  const p = await openPipeline();
  await p.find(aFinding());
  const { privatePem, publicPem } = keys();
  const clock = { ms: 1_000 };
  const sent: string[] = [];
  let isDown = true;
  const errors: unknown[] = [];
  const daily = startDailyHead({
    database: p.database,
    signer: await openHeadSigner(privatePem),
    ways: [
      {
        name: 'http',
        send: ({ jws }) => (isDown ? Promise.reject(new RangeError('down')) : Promise.resolve(void sent.push(jws))),
      },
    ],
    nowMs: () => clock.ms,
    onError: (error) => errors.push(error),
  });
  await daily.look();
  await daily.look();
  expect([sent.length, errors.length > 0]).toEqual([0, true]);
  isDown = false;
  await daily.look();
  expect(sent).toHaveLength(1);
  clock.ms += 3_600_000;
  await daily.look();
  expect(sent).toHaveLength(1);
  clock.ms += 86_400_000;
  await daily.look();
  expect(sent).toHaveLength(2);
  expect(await readSignedHead(sent[1]!, publicPem)).toMatchObject({ atMs: clock.ms });
  daily.close();
});

test('by each way once: one that is away is tried again and repeats no other, and after an hour the operator is told', async () => {
  const p = await openPipeline();
  await p.find(aFinding());
  const { privatePem, publicPem } = keys();
  const clock = { ms: 1_000 };
  const mailed: SignedHead[] = [];
  const late: boolean[] = [];
  const folder = join(mkdtempSync(join(tmpdir(), 'ledger-heads-')), 'share');
  const daily = startDailyHead({
    database: p.database,
    signer: await openHeadSigner(privatePem),
    ways: [byFolder(folder), { name: 'email', send: (head) => Promise.resolve(void mailed.push(head)) }],
    nowMs: () => clock.ms,
    onError: () => undefined,
    onLate: (isLate) => late.push(isLate),
  });
  await daily.look();
  clock.ms += 3_599_999;
  await daily.look();
  expect([mailed.length, late]).toEqual([1, [false]]);
  clock.ms += 1;
  await daily.look();
  expect([mailed.length, late]).toEqual([1, [false, true]]);
  // The share is mounted.
  mkdirSync(folder);
  await daily.look();
  await daily.look();
  expect([mailed.length, late]).toEqual([1, [false, true, false]]);
  expect(readdirSync(folder).sort()).toEqual([
    expect.stringMatching(/^liftwatch-ledger-1970-01-01T00-00-01Z-\d+\.jws$/),
    'liftwatch-ledger.pem',
  ]);
  const [head = '', key = ''] = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(key).toBe(publicPem);
  expect(await readSignedHead(head, key)).toEqual({ seq: mailed[0]?.seq, hash: mailed[0]?.hash, atMs: 1_000 });
  daily.close();
});

test.each([
  [{ LIFTWATCH_DISPATCH_LEDGER_HEAD_DIR: '/mnt/heads' }, 'LIFTWATCH_DISPATCH_LEDGER_KEY_FILE'],
  [
    { LIFTWATCH_DISPATCH_LEDGER_HEAD_MAIL: 'a@b.example, c@d.example', LIFTWATCH_DISPATCH_LEDGER_KEY_FILE: 'key' },
    'LIFTWATCH_DISPATCH_SMTP_URL',
  ],
  [{ LIFTWATCH_DISPATCH_LEDGER_HEAD_MAIL: 'nobody' }, 'LIFTWATCH_DISPATCH_LEDGER_HEAD_MAIL'],
])('a way out that lacks what it needs is refused at the start: %j', (set, named) => {
  expect(() => loadConfig(set)).toThrow(expect.objectContaining({ problems: [expect.stringContaining(named)] }));
});
