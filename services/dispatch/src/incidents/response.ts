import type { Incident, IncidentResponse } from '@liftwatch/schemas';

const untouched: IncidentResponse = { level: 1, stepsTaken: [], refusals: [], deadlines: [] };

/** What people have made of the present episode; nothing yet is also an answer. */
export const responseOf = (incident: Incident): IncidentResponse => incident.response ?? untouched;

export const withResponse = (incident: Incident, change: Partial<IncidentResponse>): Incident => ({
  ...incident,
  response: { ...responseOf(incident), ...change },
});
