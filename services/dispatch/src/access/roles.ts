/** Who may use dispatch. anonymous: nobody by name, where reading without a credential is configured. */
export const roles = ['operator', 'firm', 'manager', 'regulator', 'auditor'] as const;
export type Role = (typeof roles)[number];

export const permissions = [
  'incident.read',
  'incident.act',
  'registry.read',
  'registry.write',
  'job.write',
  'decision.write',
  'delivery.read',
  'delivery.retry',
  'policy.read',
  'policy.write',
  'rota.write',
  'worklist.read',
  'worklist.act',
  'test-call.write',
  'person.erase',
  'audit.read',
  'token.manage',
] as const;
export type Permission = (typeof permissions)[number];

const reading = permissions.filter((one) => one.endsWith('.read'));

/**
 * What each role may do, on the rows of its scope. A firm works on its own lifts, a manager sees his sites, a regulator
 * his districts; an auditor sees everything and changes nothing; an operator does everything.
 */
export const grants: Readonly<Record<Role | 'anonymous', readonly Permission[]>> = {
  operator: permissions,
  firm: [
    'incident.read',
    'incident.act',
    'registry.read',
    'job.write',
    'rota.write',
    'delivery.read',
    'worklist.read',
    'worklist.act',
    'test-call.write',
  ],
  manager: ['incident.read', 'registry.read', 'delivery.read'],
  regulator: ['incident.read', 'registry.read', 'delivery.read', 'worklist.read', 'policy.read'],
  auditor: reading,
  anonymous: ['incident.read', 'registry.read', 'delivery.read', 'worklist.read', 'policy.read'],
};

/** Routes that declare no permission are the operator's; an auditor may read them. */
export const mayUndeclared = (role: Role | 'anonymous', isReading: boolean): boolean =>
  role === 'operator' || (role === 'auditor' && isReading);
