/** Shown where an answer is empty because there was no rescue; whether that is so, the freshness says. */
export const NO_RESCUE = '本期无 none in this range';

/** Rescues that count: no false alarm, no drill. */
export const real = '"false_alarm" = 0 AND "drill" = 0';

export const rescueCount = (where: string): string =>
  `SELECT count("incident_id") AS "entrapments" FROM "rescue" WHERE ${where}`;

/** Mean and P90 of a time, in the rescue's own seconds. */
export const rescueTimes = (field: 'response_s' | 'arrival_s' | 'release_s', where: string): string =>
  `SELECT mean("${field}") AS "平均 mean", percentile("${field}", 90) AS "P90" FROM "rescue" WHERE ${where}`;

export const hourlyRescues = (where: string): string =>
  `SELECT count("incident_id") AS "entrapments" FROM "rescue" WHERE ${where} GROUP BY "hour"`;
