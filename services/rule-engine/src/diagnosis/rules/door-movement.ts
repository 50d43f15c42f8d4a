import type { RuleArg, RuleCall } from '../kernel/rule.ts';

/** Argument of the rules whose fault is transient (P3) until it has lasted (P2). */
export const persistence = {
  persistentS: {
    default: 120,
    unit: 's',
    min: 10,
    max: 3_600,
    source: 'liftwatch default; door-fault timers of terminals are set in minutes [S], priorities section 9 [D]',
  },
} as const satisfies Record<string, RuleArg>;

const RETRY_MS = 10_000;

/** Raises a transient door fault to a persistent one once it has lasted; asks to be woken for it until then. */
export const makePersistent = (c: RuleCall, key: string): void => {
  const slot = c.slot(key);
  if (!slot || slot.stage === 'muted' || slot.tags.includes('persistent')) return;
  const atMs = slot.onsetMs + c.arg('persistentS') * 1_000;
  if (c.nowMs < atMs || slot.stage !== 'alarm') return c.wakeAt(Math.max(atMs, c.nowMs + RETRY_MS));
  const under = slot.tags.some((tag) => tag.startsWith('under-'));
  c.update(key, { ...(!under && { priority: 'P2' as const }), tags: ['persistent'] });
};
