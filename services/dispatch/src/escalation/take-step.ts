import type { Bilingual, Incident, UnixMs } from '@liftwatch/schemas';
import { noted } from '../incidents/lifecycle.ts';
import { responseOf, withResponse } from '../incidents/response.ts';
import { runningClocks, type Running } from './clocks.ts';
import type { EscalationPolicy, EscalationStep } from './policy.ts';
import { lasting, stepName, stepWords } from './words.ts';

/** Taken later than this after it fell due, a step says so. */
const LATE_MS = 5_000;
const MINUTE_MS = 60_000;

/** A step that has been taken: the incident with its mark, and whom to tell what. */
export interface Taken {
  readonly incident: Incident;
  readonly step: EscalationStep;
  /** In words, for the message: which clock, whom it calls, the skipped steps, how late. */
  readonly note: Bilingual;
  /** The same, where nobody stands behind the level that it calls. */
  readonly noteOfNobody: Bilingual;
}

const noteOf = (own: Bilingual, skipped: readonly EscalationStep[], lateMs: number): Bilingual => {
  const late = lasting(
    lateMs < MINUTE_MS ? Math.round(lateMs / 1_000) * 1_000 : Math.round(lateMs / MINUTE_MS) * MINUTE_MS,
  );
  const zh = [own.zh];
  const en = [own.en];
  if (skipped.length > 0) {
    zh.push(`跳过：${skipped.map((s) => stepName(s).zh).join('、')}`);
    en.push(`skipped: ${skipped.map((s) => stepName(s).en).join(', ')}`);
  }
  if (lateMs > LATE_MS) {
    zh.push(`系统停机，迟发${late.zh}`);
    en.push(`late by ${late.en} after an outage of liftwatch`);
  }
  return { zh: zh.join('；'), en: en.join('; ') };
};

const take = (
  incident: Incident,
  chosen: Running,
  how: {
    readonly skipped: readonly Running[];
    readonly nowMs: UnixMs;
    readonly reason: string;
    readonly because?: Bilingual;
  },
): Taken => {
  const { step } = chosen;
  const skipped = how.skipped.map((r) => r.step);
  const before = responseOf(incident);
  const lateMs = Math.max(0, how.nowMs - chosen.firesAtMs);
  const level = step.calls === undefined || step.calls < before.level ? before.level : step.calls;
  const next = withResponse(incident, {
    level,
    stepsTaken: [...before.stepsTaken, ...skipped.map((s) => s.id), step.id],
    ...(step.takesOver && step.calls !== undefined ? { takeOverFromLevel: step.calls } : {}),
  });
  const words = stepWords(step, how.because);
  // Whom it reached is told by the lines after this one.
  const note = noteOf(words.plain, skipped, lateMs);
  const name = stepName(step);
  const what = step.calls === undefined ? 'clock-passed' : 'escalated';
  const marked = noted(next, {
    atMs: how.nowMs,
    what,
    reason: lateMs > LATE_MS ? `${how.reason}-late` : how.reason,
    detail: `${step.id}: ${note.en}`,
    words: { zh: `${name.zh}：${note.zh}`, en: `${name.en}: ${note.en}` },
  });
  return {
    ...{ incident: marked, step },
    note: noteOf(words.called, skipped, lateMs),
    noteOfNobody: noteOf(words.nobodyCalled, skipped, lateMs),
  };
};

/**
 * What is due at `nowMs`, as one step: the furthest due of those that passed, the ones before it skipped and told in it.
 * After an outage an incident so takes one step at once, not a volley. Undefined: nothing is due. Pure.
 */
export const takeDueStep = (incident: Incident, policy: EscalationPolicy, nowMs: UnixMs): Taken | undefined => {
  const due = runningClocks(incident, policy).filter((r) => r.firesAtMs <= nowMs);
  const chosen = due.reduce<Running | undefined>(
    (a, b) => (a && (a.step.calls ?? 0) > (b.step.calls ?? 0) ? a : b),
    undefined,
  );
  if (!chosen) return undefined;
  return take(incident, chosen, {
    skipped: due.filter((r) => r !== chosen),
    nowMs,
    reason: `${chosen.step.clock}-clock-passed`,
  });
};

/** The next step of a clock without waiting for it, `because` somebody refused, cannot be reached, or comes too late. Pure. */
export const takeNextStep = (
  incident: Incident,
  policy: EscalationPolicy,
  how: {
    readonly nowMs: UnixMs;
    readonly reason: string;
    readonly because: Bilingual;
    readonly fits: (step: EscalationStep) => boolean;
  },
): Taken | undefined => {
  const running = runningClocks(incident, policy);
  const next = running.find((r) => how.fits(r.step));
  if (!next) return undefined;
  const overdue = running.filter((r) => r !== next && r.step.clock === next.step.clock && r.firesAtMs <= how.nowMs);
  return take(incident, next, { skipped: overdue.filter((r) => r.firesAtMs < next.firesAtMs), ...how });
};
