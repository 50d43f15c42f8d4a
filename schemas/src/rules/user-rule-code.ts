import { catalogueEntry } from '../catalogue/index.ts';
import { isWarningCode } from '../warning/index.ts';

/**
 * Whether a rule that users write may report a code: `U-...` of their own, or one of the catalogue that stands for a
 * warning. Codes about people, dangerous movement, the safety chain, power and terminals, and the early warnings, are
 * for the built-in rules alone.
 */
export const isUserRuleCode = (code: string): boolean =>
  code.startsWith('U-') || (catalogueEntry(code)?.class === 'warning' && !isWarningCode(code));
