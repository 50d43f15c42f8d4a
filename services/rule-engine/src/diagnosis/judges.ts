import type { Rule } from './kernel/rule.ts';
import { rules } from './rules/index.ts';
import { wear } from './wear/rule.ts';

/** Everything that judges a lift: the rules about faults, and after them the one about wear. */
export const judges: readonly Rule[] = [...rules, wear];
