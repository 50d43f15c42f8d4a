import { z } from 'zod';
import type { FleetLift } from '../fleet/fleet-lift.ts';

const ids = z.array(z.string());
const scope = z.object({ firmIds: ids, siteIds: ids, districtIds: ids });
/** The rows that somebody sees: of any of these firms, sites or districts. */
export type Scope = Readonly<z.infer<typeof scope>>;

export const roles = ['operator', 'firm', 'manager', 'regulator', 'auditor'] as const;
export type Role = (typeof roles)[number];

const person = z.object({ id: z.string(), role: z.enum(roles), scope: scope.nullable() });
/** Who has signed in, as dispatch says at `/auth/me`; `scope` null: every row. */
export type Person = Readonly<z.infer<typeof person>>;

/** undefined: dispatch speaks of nobody whom the page is for. */
export const personIn = (answer: unknown): Person | undefined => person.safeParse(answer).data;

/** A lift of the scope. One that nobody has registered belongs to nobody: only who sees all sees it. */
export const sees = (
  rows: Scope | null,
  lift: Pick<FleetLift, 'registered' | 'firmId' | 'siteId' | 'districtId'>,
): boolean => {
  if (rows === null) return true;
  const has = (list: readonly string[], id: string | null): boolean => id !== null && list.includes(id);
  return (
    lift.registered &&
    (has(rows.firmIds, lift.firmId) || has(rows.siteIds, lift.siteId) || has(rows.districtIds, lift.districtId))
  );
};

/** What the page offers; dispatch decides, whatever is offered. */
export const mayOf = ({ role, scope: rows }: Person) => ({
  change: role === 'operator',
  act: role === 'operator' || role === 'firm',
  /** What is about the installation and not about rows: refused publishes, credentials. */
  seeWhole: rows === null && (role === 'operator' || role === 'auditor'),
});
