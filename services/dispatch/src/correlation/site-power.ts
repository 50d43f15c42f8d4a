import type { Finding } from '@liftwatch/schemas';
import { isEnded } from '../incidents/states.ts';
import { openOf, type Board, type Topology } from './board.ts';
import { isAboutPeople } from './danger.ts';
import { fellowsOf } from './fellows.ts';
import type { Place } from './place.ts';
import type { CorrelationPolicy } from './policy.ts';

/**
 * People without power stand in a lift that may yet rescue itself (row 5 of the decision table allows 60 s), so a power
 * cut with a person makes the entrapment suspected at once; the engine's own entrapment finding makes it an alarm.
 */
const ownIncident = (finding: Finding) =>
  isAboutPeople(finding)
    ? { own: { kind: 'entrapment', reason: 'power-lost-with-a-person', suspects: true } as const }
    : {};

const enough = (liftsCount: number, atSite: number | undefined, policy: CorrelationPolicy): boolean =>
  liftsCount >= policy.power.minLiftsCount || liftsCount === atSite;

/** Power lost at several lifts of a site is one incident of the site. */
export const sitePower =
  (board: Board, policy: CorrelationPolicy, topology: Topology) =>
  (finding: Finding): Place | undefined => {
    if (!policy.power.codes.includes(finding.code)) return undefined;
    const siteId = finding.lift.siteId;
    const own = ownIncident(finding);
    if (siteId !== undefined) {
      const parent = { to: 'parent', kind: 'site-power', scope: `site/${siteId}`, ...own } as const;
      const open = openOf(board, parent.scope, 'site-power');
      if (open && !isEnded(open)) return { ...parent, reason: 'site-power-open', takes: [] };
      const fellows = fellowsOf(board, finding, {
        ...policy.power,
        samePlace: (lift) => lift.siteId === siteId,
        siteId,
      });
      if (enough(fellows.liftsCount, topology.liftsOfSite(siteId), policy))
        return { ...parent, reason: `power-lost-at-${fellows.liftsCount}-lifts-of-the-site`, takes: fellows.held };
    }
    return own.own ? { to: 'lift', ...own.own } : { to: 'hold', reason: 'waits-for-other-lifts-of-the-site' };
  };
