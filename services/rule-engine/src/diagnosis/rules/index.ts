import type { Rule } from '../kernel/rule.ts';

/** Every rule, in the order in which they are told of a change and in which timers of equal time fire. */
export const rules: readonly Rule[] = [];
