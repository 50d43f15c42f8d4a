import type { LiftCondition } from '../../../src/fleet/fleet-lift.ts';
import { useWords } from '../words/language.tsx';

/** Normal, fault or unknown, by shape, word and colour: unknown is hatched, never green. */
export const ConditionMark = ({ condition }: { readonly condition: LiftCondition }) => (
  <span className={`condition condition-${condition}`}>
    <span className="condition-shape" aria-hidden="true" />
    {useWords().condition[condition]}
  </span>
);
