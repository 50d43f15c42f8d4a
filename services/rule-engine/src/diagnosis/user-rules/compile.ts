import {
  catalogueEntry,
  isUserRuleCode,
  userRuleArgs,
  type Bilingual,
  type Priority,
  type UnixMs,
} from '@liftwatch/schemas';
import { defineRule, type Rule, type RuleCall } from '../kernel/rule.ts';
import { changeBits, signalBits } from '../kernel/signals.ts';
import { isAttended } from '../rules/occupancy.ts';
import { change } from './change.ts';
import type { Definition, Kind, Tell } from './definition.ts';
import { duration } from './duration.ts';
import { signalOf } from './input.ts';
import { missing } from './missing.ts';
import { rate } from './rate.ts';
import { threshold } from './threshold.ts';
import { allHold, both, type Truth } from './truth.ts';

const KEY = 'holds';
const CONFIDENCE = 0.8;

const kindOf = (when: Definition['when']): Kind<never> => {
  switch (when.kind) {
    case 'threshold':
      return threshold(when) as Kind<never>;
    case 'duration':
      return duration(when) as Kind<never>;
    case 'rate':
      return rate(when) as Kind<never>;
    case 'change':
      return change(when) as Kind<never>;
    case 'missing':
      return missing(when) as Kind<never>;
  }
};

const priorityOf = (definition: Definition): Priority =>
  definition.priority ?? catalogueEntry(definition.code)?.priority.unknown ?? 'P3';

/** Signals that wake the rule beside those of its kind: its guards, and whether somebody works at the lift. */
const guardBits = (definition: Definition): number => {
  const names = definition.while.map((guard) => signalOf(guard.signal));
  const attended = definition.duringMaintenance ? 0 : signalBits.serviceMode;
  return names.reduce((bits, name) => bits | (name ? signalBits[name] : 0), attended | changeBits.context);
};

/** Drops a timer that runs; what was reported stays until its condition is known to have ended. */
const dropTimer = (c: RuleCall): void => {
  if (c.slot(KEY)?.revision === 0) c.ends(KEY);
};

const teller = (definition: Definition, kind: Kind<unknown>, c: RuleCall): Tell => {
  // Where the kind itself says how long, the wait is the sum of both.
  const waits =
    definition.when.kind === 'duration' || definition.when.kind === 'missing' ? ['forS', 'onDelayS'] : ['onDelayS'];
  const guards = allHold(c, definition.while);
  const beganMs = c.lift.ruleSet?.sinceMs[definition.name] ?? 0;
  return (own: Truth, sinceMs: UnixMs, what?: Bilingual) => {
    const truth = both(guards.truth, own);
    if (truth === undefined) return;
    if (!truth) return c.ends(KEY);
    const slot = c.slot(KEY);
    if (slot && slot.stage !== 'waiting' && slot.clearAtMs === 0) return;
    const began = kind.isAbsence && slot?.revision === 0 ? undefined : slot?.onsetMs;
    const onsetMs = began ?? Math.max(sinceMs, guards.sinceMs, beganMs);
    const waitS = waits.reduce((sum, name) => sum + c.arg(name), 0);
    c.holds(KEY, {
      code: definition.code,
      onsetMs,
      alarmAtMs: onsetMs + waitS * 1_000,
      priority: priorityOf(definition),
      confidence: CONFIDENCE,
      tags: ['user-rule'],
      ...(what && !slot && { evidence: c.evidence(what) }),
    });
  };
};

/**
 * Makes a rule of what users wrote, which the kernel runs like any other: same delays, same isolation, same
 * explanation. Total: a definition that names what does not exist, or a code that is not for users to report, gives a
 * rule that nothing wakes. Memory per lift is
 * bounded by its kind: 49 numbers, 100 times or 17 parts of a window.
 */
export const compileUserRule = (definition: Definition, version: string): Rule => {
  const kind = kindOf(definition.when) as Kind<unknown>;
  const args = userRuleArgs(definition);
  const canJudge = kind.inputs !== 0 && isUserRuleCode(definition.code);
  return defineRule<unknown>({
    name: `user/${definition.name}`,
    version,
    codes: [definition.code],
    args,
    delays: { offDelayMs: 'offDelayS', latch: definition.latch },
    inputs: canJudge ? kind.inputs | guardBits(definition) : 0,
    evidenceSignals: [
      ...kind.evidenceSignals,
      ...definition.while.map((guard) => signalOf(guard.signal)).filter((name) => name !== undefined),
    ],
    safety: false,
    initial: () => kind.initial(),
    judge(c, state) {
      if (!definition.duringMaintenance && isAttended(c)) return dropTimer(c);
      kind.judge(c, state, teller(definition, kind, c));
    },
    explain: () => ({
      summary: {
        zh: `${definition.title.zh}（${kind.words.zh}）${definition.advice ? `；${definition.advice.zh}` : ''}`,
        en: `${definition.title.en} (${kind.words.en})${definition.advice ? `; ${definition.advice.en}` : ''}`,
      },
      clearsWhen: { zh: `不再是：${kind.words.zh}`, en: `no longer: ${kind.words.en}` },
    }),
  });
};
