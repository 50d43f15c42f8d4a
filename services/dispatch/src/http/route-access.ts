import type { Permission } from '../access/roles.ts';

/** What a route needs. `row`: its `:id`, or `:firm`, names one, which must be in the caller's scope. */
export interface Needs {
  readonly permission: Permission | 'public';
  readonly row?: 'incident' | 'lift' | 'delivery' | 'rota' | 'worklist' | 'worklist-item';
  /** It reaches beyond the rows of any scope: whoever has one may not do it. */
  readonly whole?: true;
}

const PUBLIC: Needs = { permission: 'public' };
/** A rule set judges every lift. */
const RULES_OF_ALL: Needs = { permission: 'policy.write', whole: true };

/**
 * Who may use which route, on one screen. `public`: health, the API's own description, and routes whose URL is the credential
 * (carriers' callbacks, links in messages). A route that is not named is the operator's alone; an auditor may read it.
 */
const routeAccess: Readonly<Record<string, Needs>> = {
  'GET /healthz': PUBLIC,
  'GET /readyz': PUBLIC,
  'GET /metrics': PUBLIC,
  'GET /openapi.json': PUBLIC,
  'GET /callbacks/kannel/:token': PUBLIC,
  'GET /callbacks/kannel/:token/incoming': PUBLIC,
  'POST /callbacks/voice/:token': PUBLIC,
  'POST /callbacks/:carrier/:kind/:token': PUBLIC,
  'GET /r/:token': PUBLIC,
  'POST /r/:token': PUBLIC,
  'GET /auth/login': PUBLIC,
  'GET /auth/callback': PUBLIC,
  'POST /auth/logout': PUBLIC,
  'GET /auth/me': { permission: 'incident.read' },
  'GET /api/v1/incidents': { permission: 'incident.read' },
  'GET /api/v1/incidents/:id': { permission: 'incident.read', row: 'incident' },
  'POST /api/v1/incidents/:id/:action': { permission: 'incident.act', row: 'incident' },
  'GET /api/v1/stream': { permission: 'incident.read' },
  'POST /api/v1/lifts/:id/jobs': { permission: 'job.write', row: 'lift' },
  'POST /api/v1/lifts/:id/decisions': { permission: 'decision.write', row: 'lift' },
  'GET /api/v1/lifts/:id/rules': { permission: 'policy.read', row: 'lift' },
  'POST /api/v1/registry/import': { permission: 'registry.write', whole: true },
  'POST /api/v1/context/resend': { permission: 'registry.write', whole: true },
  'DELETE /api/v1/registry/:list/:id': { permission: 'registry.write', whole: true },
  'GET /api/v1/registry/export': { permission: 'registry.read' },
  'GET /api/v1/held-back': { permission: 'policy.read' },
  'GET /api/v1/rotas/:id/on-duty': { permission: 'registry.read', row: 'rota' },
  'POST /api/v1/rotas/:id/overrides': { permission: 'rota.write', row: 'rota' },
  'DELETE /api/v1/rotas/:id/overrides': { permission: 'rota.write', row: 'rota' },
  'GET /api/v1/policy': { permission: 'policy.read' },
  'GET /api/v1/worklists': { permission: 'worklist.read' },
  'GET /api/v1/worklists/precision': { permission: 'worklist.read' },
  'GET /api/v1/worklists/:firm': { permission: 'worklist.read', row: 'worklist' },
  'POST /api/v1/worklists/:firm/rank': { permission: 'worklist.act', row: 'worklist' },
  'POST /api/v1/worklists/:firm/capacity': { permission: 'worklist.act', row: 'worklist' },
  'GET /api/v1/worklist-items/:id': { permission: 'worklist.read', row: 'worklist-item' },
  'POST /api/v1/worklist-items/:id/:word': { permission: 'worklist.act', row: 'worklist-item' },
  'GET /api/v1/silences': { permission: 'policy.read' },
  'POST /api/v1/silences': { permission: 'policy.write' },
  'DELETE /api/v1/silences/:id': { permission: 'policy.write' },
  'GET /api/v1/:list': { permission: 'registry.read' },
  'GET /api/v1/rule-sets/audit': { permission: 'policy.read' },
  'GET /api/v1/rule-sets': { permission: 'policy.read' },
  'GET /api/v1/rule-sets/:version': { permission: 'policy.read' },
  'POST /api/v1/rule-sets': RULES_OF_ALL,
  'POST /api/v1/rule-sets/rollback': RULES_OF_ALL,
  'POST /api/v1/rule-sets/amend': RULES_OF_ALL,
  'POST /api/v1/rule-sets/shadow/stop': RULES_OF_ALL,
  'POST /api/v1/rule-sets/:version/activate': RULES_OF_ALL,
  'POST /api/v1/rule-sets/:version/shadow': RULES_OF_ALL,
  'GET /api/v1/deliveries': { permission: 'delivery.read' },
  'GET /api/v1/deliveries/:id': { permission: 'delivery.read', row: 'delivery' },
  'POST /api/v1/deliveries/:id/retry': { permission: 'delivery.retry', row: 'delivery' },
  'GET /api/v1/test-calls': { permission: 'registry.read' },
  'POST /api/v1/lifts/:id/test-calls': { permission: 'test-call.write', row: 'lift' },
  'POST /api/v1/lifts/:id/drills': { permission: 'policy.write', row: 'lift' },
  'POST /api/v1/contacts/:id/erase': { permission: 'person.erase', whole: true },
  'GET /api/v1/self-test': { permission: 'policy.read' },
  'POST /api/v1/self-test': { permission: 'policy.write', whole: true },
  'GET /api/v1/ledger': { permission: 'audit.read', whole: true },
  'GET /api/v1/ledger/head': { permission: 'audit.read', whole: true },
  'GET /api/v1/tokens': { permission: 'token.manage', whole: true },
  'POST /api/v1/tokens': { permission: 'token.manage', whole: true },
  'DELETE /api/v1/tokens/:id': { permission: 'token.manage', whole: true },
};

/** HEAD is GET without its body. */
export const needsOf = (method: string, routeUrl: string): Needs | undefined =>
  Object.hasOwn(routeAccess, `${method === 'HEAD' ? 'GET' : method} ${routeUrl}`)
    ? routeAccess[`${method === 'HEAD' ? 'GET' : method} ${routeUrl}`]
    : undefined;
