import type { RuleCall } from '../kernel/rule.ts';

const WITHIN_MS = 30_000;

/** Roots by their rule, and what follows from each within 30 s: filters 5.3, power and safety-chain root causes [D]. */
const roots: readonly { readonly rule: string; readonly code: string; readonly children: ReadonlySet<string> }[] = [
  { rule: 'power-lost', code: '41', children: new Set(['01', '02', '03', '04', '06', '07', '08']) },
  { rule: 'lock-drop', code: 'X08', children: new Set(['01', '04', '08']) },
  { rule: 'fault-codes', code: 'X08', children: new Set(['01', '04', '08']) },
  { rule: 'safety-circuit', code: '01', children: new Set(['04', '08']) },
];

/** The open finding that explains a fault of this code which began at `onsetMs`; undefined: it stands for itself. */
export const rootOf = (c: RuleCall, code: string, onsetMs: number): string | undefined => {
  for (const root of roots) {
    if (!root.children.has(code)) continue;
    for (const slot of c.lift.rules[root.rule]?.slots ?? []) {
      if (slot.code !== root.code || slot.stage !== 'alarm' || slot.clearAtMs > 0) continue;
      if (onsetMs >= slot.onsetMs && onsetMs - slot.onsetMs <= WITHIN_MS) return root.code;
    }
  }
  return undefined;
};

/** Whether the root that a finding was put under is still open. */
export const isRootOpen = (c: RuleCall, rootCode: string): boolean =>
  roots.some(
    ({ rule, code }) =>
      code === rootCode &&
      c.lift.rules[rule]?.slots.some((slot) => slot.code === code && slot.stage === 'alarm' && slot.clearAtMs === 0),
  );
