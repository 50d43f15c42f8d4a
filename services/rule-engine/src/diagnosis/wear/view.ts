import { warningComponents, type Bilingual, type Evidence, type UnixMs, type Warning } from '@liftwatch/schemas';
import { liftHealth, LiftWear, settingsHash, type LiftHealth } from '../../warning/index.ts';
import type { LiftState, Slot } from '../kernel/lift-state.ts';
import { wearOf, WEAR } from './memory.ts';
import { wear } from './rule.ts';

/** An open warning as people see it: what its last line says, brought up to date. */
export interface WarningView {
  readonly findingId: string;
  readonly code: string;
  readonly stage: 'suspected' | 'alarm';
  readonly priority: Slot['priority'];
  readonly onsetAtMs: UnixMs;
  readonly confirmation: Slot['confirmation'];
  readonly tags: readonly string[];
  readonly score: number;
  readonly summary: Bilingual;
  readonly clearsWhen: Bilingual;
  readonly evidence: readonly Evidence[];
  readonly warning: Warning;
}

/** The lift's open warnings, in the order of the components. Changes nothing. */
export const openWarnings = (lift: LiftState): WarningView[] => {
  const views: WarningView[] = [];
  for (const slot of lift.rules[WEAR]?.slots ?? []) {
    if (slot.stage !== 'suspected' && slot.stage !== 'alarm') continue;
    const { summary, clearsWhen, wear: told } = wear.explain(slot, lift);
    if (!told) continue;
    const { findingId, code, stage, priority, onsetMs, confirmation, tags, evidence } = slot;
    views.push({
      ...{ findingId, code, stage, priority, onsetAtMs: onsetMs, confirmation, tags, evidence },
      ...{ score: told.score, warning: told.warning, summary, clearsWhen },
    });
  }
  const place = (view: WarningView): number => warningComponents.findIndex(({ code }) => code === view.code);
  return views.sort((a, b) => place(a) - place(b));
};

/** The lift's health at log time `nowMs`; a silent lift's is unknown. */
export const healthOf = (lift: LiftState, nowMs: UnixMs): LiftHealth & { readonly settings: string } => ({
  ...liftHealth(wearOf(lift) ?? new LiftWear(), { nowMs, linkLost: lift.link.lost }),
  settings: settingsHash,
});
