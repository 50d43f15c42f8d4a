import type { Incident } from '@liftwatch/schemas';
import type { EscalationPolicy } from './policy.ts';

/** Clocks of a district or of a firm's lifts, in the place of the general ones; every named condition holds. */
export interface LocalEscalation {
  readonly for: {
    readonly districts?: readonly string[];
    readonly firms?: readonly string[];
    readonly sites?: readonly string[];
  };
  readonly policy: EscalationPolicy;
}

/** What is escalated by: the first local policy that fits, else the general one; neither: no clocks run. */
export interface Escalations {
  readonly escalation?: EscalationPolicy;
  readonly escalations?: readonly LocalEscalation[];
}

const names = (ids: readonly string[] | undefined, id: string | undefined): boolean =>
  ids === undefined || (id !== undefined && ids.includes(id));

/** The policy that an incident escalates by. Its place is that of its opening: a contract that changes later changes no clock. */
export const escalationFor = (
  incident: Incident,
  { escalation, escalations }: Escalations,
): EscalationPolicy | undefined => {
  const { districtId, firmId, siteId } = incident.lift;
  const local = escalations?.find(
    ({ for: where }) => names(where.districts, districtId) && names(where.firms, firmId) && names(where.sites, siteId),
  );
  return local?.policy ?? escalation;
};
