import type { Finding } from '@liftwatch/schemas';

/** Whether the finding is about people in danger: such a finding is never delayed and never suppressed. */
export const isAboutPeople = (finding: Pick<Finding, 'incidentKind' | 'priority' | 'occupancy'>): boolean =>
  finding.incidentKind === 'entrapment' ||
  finding.incidentKind === 'dangerous-movement' ||
  ((finding.priority === 'P0' || finding.priority === 'P1') && finding.occupancy === 'occupied');
