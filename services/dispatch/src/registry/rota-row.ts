import { z } from 'zod';
import { isTimeZone } from '../escalation/local-time.ts';

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'an id: 1-64 of A-Z a-z 0-9 . _ -');
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day hh:mm');
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const shift = z.strictObject({
  from: clock,
  to: clock,
  days: z.array(z.int().min(1).max(7)).min(1).optional(),
  people: z.array(id).min(1).max(200),
  rotate: z.enum(['daily', 'weekly', 'none']).default('none'),
  startsOn: z.iso.date().default('2026-01-05'),
});
const override = z
  .strictObject({ from: instant, to: instant, personId: id })
  .refine((o) => o.to > o.from, { path: ['to'], message: 'ends before it begins' })
  .transform(({ from, to, personId }) => ({ fromMs: from, toMs: to, personId }));

/** A duty rota of a firm: shifts by the wall clock of its zone, overrides by instants. */
export const rotaRow = z.strictObject({
  rotaId: id,
  firmId: id,
  layer: z.enum(['crew', 'backup']).default('crew'),
  timeZone: z.string().refine(isTimeZone, 'an IANA time zone, as Asia/Shanghai').default('Asia/Shanghai'),
  shifts: z.array(shift).min(1).max(50),
  overrides: z.array(override).max(1_000).default([]),
});
