import type { Finding } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { findingLines, scoreLine } from './finding-points.ts';
import { schemaProblems } from './line-check.testing.ts';

const ONSET_MS = 1_767_225_600_000;

const finding = (over: Partial<Finding> = {}): Finding => ({
  findingId: 'f-0000000000000001',
  revision: 1,
  change: 'raised',
  stage: 'alarm',
  confirmation: 'none',
  liftId: 'L-01',
  code: '90',
  incidentKind: 'entrapment',
  priority: 'P1',
  rule: { name: 'entrapment', version: '1' },
  onsetAtMs: ONSET_MS,
  at: ONSET_MS + 60_000,
  receivedAtMs: ONSET_MS + 60_200,
  ageMs: 200,
  occupancy: 'occupied',
  confidence: 0.9,
  score: 92.5,
  lift: { registered: true, districtId: 'D1', firmId: 'F1' },
  explanation: {
    summary: { zh: '困人', en: 'entrapment' },
    evidence: [
      {
        what: { zh: '停', en: 'stopped' },
        kind: 'state',
        receivedAtMs: ONSET_MS,
        atMs: ONSET_MS,
        terminalId: 'T-9',
        boot: 'b1',
        seq: 41,
      },
    ],
    thresholds: [],
    clearsWhen: { zh: '-', en: '-' },
  },
  ...over,
});

const cleared = finding({
  revision: 2,
  change: 'cleared',
  stage: 'released',
  at: ONSET_MS + 900_000,
  selfReleased: false,
});

test('golden lines of a raised entrapment', () => {
  const body =
    'finding_id="f-0000000000000001",revision=1i,stage="alarm",priority="P1",kind="entrapment",rule="entrapment",rule_version="1",score=92.5,onset_ms=1767225600000i,age_ms=200i,occupancy="occupied",registered=true,district_id="D1",firm_id="F1",terminal="T-9",boot="b1",seq=41i';
  const [fault, open] = findingLines(finding());
  const onset = open?.slice(-19) ?? '';
  expect(onset).toMatch(/^1767225600000\d{6}$/);
  expect(fault).toBe(
    `fault,lift_id=L-01,code=90,change=raised ${body} ${1_767_225_660_000n * 1_000_000n + BigInt(onset.slice(-6)) + 1n}`,
  );
  expect(open).toBe(`open_fault,lift_id=L-01,code=90 ${body},open=true ${onset}`);
});

test('the end overwrites the open point: same series, same time', () => {
  const raisedLines = findingLines(finding());
  const clearedLines = findingLines(cleared);
  const identity = (line = ''): string => `${line.split(' ')[0]} ${line.slice(line.lastIndexOf(' '))}`;
  expect(identity(clearedLines[1])).toBe(identity(raisedLines[1]));
  expect(clearedLines[1]).toContain(`,open=false,ended_ms=${ONSET_MS + 900_000}i,duration_s=900 `);
  expect(identity(clearedLines[0])).not.toBe(identity(raisedLines[0]));
});

test('every line fits the schema', () => {
  const door = finding({
    code: '04',
    incidentKind: 'fault/04',
    explanation: { ...finding().explanation, evidence: [] },
  });
  expect(findingLines(door)).toHaveLength(2);
  const score = scoreLine('L-01', { atMs: ONSET_MS, known: true }, [
    { score: 20, priority: 'P3' },
    { score: 92.5, priority: 'P1' },
  ]);
  expect(
    [...findingLines(finding()), ...findingLines(cleared), ...findingLines(door), score].flatMap(schemaProblems),
  ).toEqual([]);
  const unsure = scoreLine('L-01', { atMs: ONSET_MS, known: true }, [
    { score: 54.4, priority: 'P1' },
    { score: 58, priority: 'P2' },
  ]);
  expect(unsure).toContain('score=54.4,open_findings=2i,priority="P1"');
  expect(score).toBe('score,lift_id=L-01 score=92.5,open_findings=2i,priority="P1",known=true 1767225600000000000');
});
