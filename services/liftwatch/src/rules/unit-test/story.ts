import { readingKinds } from '@liftwatch/schemas';
import { CliError } from '../../errors.ts';
import { parseReplayLine, type ReplayLine } from '../../replay/line.ts';
import type { NumberedLine } from '../../replay/with-ticks.ts';
import type { Given, RuleTest } from './test-file.ts';

/** Second 0 of every test: 2026-01-01T00:00:00Z, as good as any, and always the same. */
export const START_MS = 1_767_225_600_000;
const atMs = (s: number): number => START_MS + Math.round(s * 1_000);

interface Moment {
  readonly s: number;
  readonly given: Given;
}

const moments = (given: Given): Moment[] => {
  if (given.every === undefined) return [{ s: given.at, given }];
  if (given.every <= 0) throw new CliError('LIFT_CLI_BAD_INPUT', 'given: every must be above 0');
  const found: Moment[] = [];
  for (let s = given.at; s <= (given.until ?? given.at); s += given.every) found.push({ s, given });
  return found;
};

const lineOf = ({ s, given }: Moment, seq: number, liftId: string): object => {
  const receivedAt = atMs(s);
  const terminal = `T-${liftId}`;
  if (given.session) return { receivedAt, terminal, session: given.session };
  const id = `given-${seq}`;
  if (given.job)
    return { receivedAt, context: { type: 'job', liftId, id, at: receivedAt, jobId: 'job', phase: given.job } };
  if (given.decision)
    return { receivedAt, context: { type: 'operator-decision', liftId, id, at: receivedAt, decision: given.decision } };
  const kind = readingKinds.find((one) => given[one] !== undefined);
  if (!kind)
    throw new CliError(
      'LIFT_CLI_BAD_INPUT',
      `given at ${s} s: says nothing; give ${readingKinds.join(', ')}, session, job or decision`,
    );
  const payload = { at: receivedAt, boot: 'b', seq, ...given[kind] };
  return { receivedAt, terminal, topic: `lift/v1/${liftId}/${kind}`, payload };
};

/** The lines of a test in order of time, checked like those of a recording. */
export const storyOf = (test: RuleTest): NumberedLine[] => {
  const { liftId = 'L-1', ...facts } = test.lift ?? {};
  const told = test.given.flatMap(moments);
  const lastS = Math.max(test.until ?? 0, ...told.map(({ s }) => s));
  const lifts = [...new Set(told.map(({ given }) => given.lift ?? liftId))];
  if (test.alive !== false) {
    // A lift that says nothing for minutes counts as lost: a sign of life in between, unless the test is about silence.
    const firstS = Math.min(...told.map(({ s }) => s), lastS);
    for (const lift of lifts)
      for (let s = firstS + test.alive; s <= lastS; s += test.alive)
        told.push({ s, given: { at: s, lift, state: {} } as Given });
  }
  const sorted = told
    .map((moment, order) => ({ moment, order }))
    .sort((a, b) => a.moment.s - b.moment.s || a.order - b.order);
  const first: ReplayLine[] = test.lift
    ? [
        parseReplayLine(
          JSON.stringify({
            receivedAt: atMs(Math.min(0, sorted[0]?.moment.s ?? 0)),
            context: { type: 'lift-facts', liftId, ...facts },
          }),
          0,
        ),
      ]
    : [];
  const lines = sorted.map(({ moment }, i) =>
    parseReplayLine(JSON.stringify(lineOf(moment, i, moment.given.lift ?? liftId)), i + 1),
  );
  return [...first, ...lines].map((line, i) => ({ lineNumber: i + 1, line }));
};
