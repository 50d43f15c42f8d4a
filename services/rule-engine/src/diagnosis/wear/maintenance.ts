import { warningComponents, type ContextEntry, type WarningComponent } from '@liftwatch/schemas';
import { partsOf, restart, takeAsNormal, without, type EndedBy, type LiftWear } from '../../warning/index.ts';
import type { RuleCall } from '../kernel/rule.ts';

/** The component's warning is over, for this reason; its slot goes, so that the next one is a finding of its own. */
export const endWarning = (c: RuleCall, m: LiftWear, o: { component: WarningComponent; by: EndedBy }): void => {
  m.ended = { ...m.ended, [o.component]: o.by };
  c.ends(o.component);
  m.open = without(m.open, o.component);
  m.ended = without(m.ended, o.component);
};

/** A job that ticks off the items of so many components is the visit of every half month, which looks at everything. */
const ROUTINE_COMPONENTS = 4;

/**
 * A job was closed. Replaced parts begin anew; a component with a warning is taken as repaired when its items were
 * worked on, or when the job does not say what was done. What was only looked at goes on as it was, and so does
 * everything at a routine visit: work that helped there shows by itself.
 */
const takeJob = (c: RuleCall, m: LiftWear, job: Extract<ContextEntry, { type: 'job' }>): void => {
  if (job.phase !== 'closed') return;
  const said = job.workDone ?? [];
  const { replaced, checked } = partsOf(said);
  const routine = checked.size >= ROUTINE_COMPONENTS;
  for (const { component } of warningComponents) {
    const warned = m.open[component] !== undefined;
    const repaired = warned && !routine && (said.length === 0 || checked.has(component));
    if (!replaced.has(component) && !repaired) continue;
    if (warned) endWarning(c, m, { component, by: 'repaired' });
    restart(m, component, { newPart: replaced.has(component) });
  }
};

/** A person decided about one of our findings; the kernel has written that down already. */
const takeDecision = (
  c: RuleCall,
  m: LiftWear,
  decision: Extract<ContextEntry, { type: 'operator-decision' }>,
): void => {
  const slot = c.slots().find(({ findingId }) => findingId !== '' && findingId === decision.findingId);
  if (!slot) return;
  const component = slot.key as WarningComponent;
  const standing = m.open[component];
  if (decision.decision === 'rejected') {
    endWarning(c, m, { component, by: 'rejected' });
    takeAsNormal(m, component);
  } else if (decision.decision === 'confirmed' && standing && decision.cause && decision.cause !== standing.cause) {
    standing.cause = decision.cause;
    standing.onSite = true;
    c.update(component, {});
  }
};

/** The lift was taken out of the registry, and the kernel has ended what was open; what wear remembers of it goes too. */
const takeOut = (c: RuleCall, m: LiftWear): void => {
  for (const { component } of warningComponents)
    if (m.open[component] !== undefined) endWarning(c, m, { component, by: 'removed' });
};

/** Context entries that bear on wear. */
export const takeContext = (c: RuleCall, m: LiftWear, entry: ContextEntry): void => {
  if (entry.type === 'job') takeJob(c, m, entry);
  else if (entry.type === 'operator-decision') takeDecision(c, m, entry);
  else if (entry.type === 'lift-removed') takeOut(c, m);
};
