import { z } from 'zod';

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'an id: 1-64 of A-Z a-z 0-9 . _ -');
const name = z.string().min(1).max(100);

/** A maintenance firm and the licence that it works under. */
export const firmRow = z.strictObject({
  firmId: id,
  name,
  licenceNumber: z.string().min(1).max(40).optional(),
  licenceLevel: z.string().min(1).max(20).optional(),
  licenceUntil: z.iso.date('a day, yyyy-mm-dd').optional(),
});

/** A station of the rescue network, level 2; its contacts name it. */
export const stationRow = z.strictObject({ stationId: id, name, districtId: id.optional() });
