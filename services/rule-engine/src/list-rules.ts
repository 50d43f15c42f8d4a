import { judges } from './diagnosis/index.ts';
import type { RuleListing } from './http/schemas.ts';

/** Every rule with its codes, delays and arguments, in the order in which rules are told of a change. Plain data. */
export const listRules = (): RuleListing[] =>
  judges.map(({ name, version, codes, safety, delays, args }) => ({
    name,
    version,
    codes: [...codes],
    safety,
    delays: Object.fromEntries(
      Object.entries(delays).filter(([, value]) => value !== undefined),
    ) as RuleListing['delays'],
    args: Object.fromEntries(Object.entries(args).map(([key, arg]) => [key, { ...arg }])),
  }));
