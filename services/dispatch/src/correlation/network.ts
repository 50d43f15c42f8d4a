import type { Finding } from '@liftwatch/schemas';
import { isEnded } from '../incidents/states.ts';
import { openOf, type Board } from './board.ts';
import { fellowsOf } from './fellows.ts';
import type { Place } from './place.ts';
import type { CorrelationPolicy } from './policy.ts';

/** The network of a terminal where it is registered, else its district: a carrier fails by area. */
const networkOf = (lift: Finding['lift']): string | undefined =>
  lift.networkId ?? (lift.districtId === undefined ? undefined : `district-${lift.districtId}`);

const underSite = (board: Board, finding: Finding): Place | undefined => {
  const siteId = finding.lift.siteId;
  if (siteId === undefined) return undefined;
  const open = openOf(board, `site/${siteId}`, 'site-power');
  if (!open || isEnded(open)) return undefined;
  return { to: 'parent', kind: 'site-power', scope: open.scope, reason: 'silent-for-want-of-power', takes: [] };
};

/** Many terminals of one network silent is one incident of the network; terminals of a site without power are its children. */
export const network =
  (board: Board, policy: CorrelationPolicy) =>
  (finding: Finding): Place | undefined => {
    if (!policy.network.codes.includes(finding.code)) return undefined;
    const site = underSite(board, finding);
    if (site) return site;
    const networkId = networkOf(finding.lift);
    if (networkId === undefined) return { to: 'hold', reason: 'waits-for-other-terminals' };
    const parent = { to: 'parent', kind: 'network', scope: `network/${networkId}` } as const;
    const open = openOf(board, parent.scope, 'network');
    if (open && !isEnded(open)) return { ...parent, reason: 'network-open', takes: [] };
    const fellows = fellowsOf(board, finding, {
      ...policy.network,
      samePlace: (lift) => networkOf(lift) === networkId,
    });
    if (fellows.liftsCount < policy.network.minLiftsCount)
      return { to: 'hold', reason: 'waits-for-other-terminals-of-the-network' };
    return { ...parent, reason: `${fellows.liftsCount}-terminals-of-the-network-silent`, takes: fellows.held };
  };
