import { grants, type Permission, type Role } from './roles.ts';

/** The rows that a principal works on: of any of these firms, sites or districts. */
export interface Scope {
  readonly firmIds: readonly string[];
  readonly siteIds: readonly string[];
  readonly districtIds: readonly string[];
}

/** Who asks. */
export interface Principal {
  /** `token/{id}`, `oidc/{subject}`, `operator` for the token of the file, `anonymous`. Never a name or number. */
  readonly id: string;
  readonly role: Role | 'anonymous';
  /** Absent: every row. */
  readonly scope?: Scope;
}

const needed: Readonly<Partial<Record<Role, keyof Scope>>> = {
  firm: 'firmIds',
  manager: 'siteIds',
  regulator: 'districtIds',
};

/** What is missing in a scope for a role; undefined: it is whole. A role that is bound to rows must name some. */
export const scopeProblem = (role: Role, scope: Scope | undefined): string | undefined => {
  const dimension = needed[role];
  if (dimension === undefined || (scope?.[dimension].length ?? 0) > 0) return undefined;
  return `role ${role} needs at least one of ${dimension}`;
};

/** Only the dimension of the role counts: a firm does not see a whole district because its token names one. */
export const scopeOf = (role: Role, given: Partial<Scope>): Scope | undefined => {
  const dimension = needed[role];
  const all = { firmIds: given.firmIds ?? [], siteIds: given.siteIds ?? [], districtIds: given.districtIds ?? [] };
  if (dimension !== undefined) return { firmIds: [], siteIds: [], districtIds: [], [dimension]: all[dimension] };
  return Object.values(all).some((ids) => ids.length > 0) ? all : undefined;
};

export const may = (principal: Principal, permission: Permission): boolean =>
  grants[principal.role].includes(permission);

/** Whether somebody may be shown what is not kept by rows of a scope. */
export const seesAll = (principal: Principal): boolean => principal.scope === undefined;
