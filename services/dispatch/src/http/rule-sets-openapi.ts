import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { change, json, read } from './openapi-parts.ts';
import {
  amendBody,
  auditAnswer,
  changedAnswer,
  checkedAnswer,
  liftRulesAnswer,
  publishedAnswer,
  reasonBody,
  ruleSet,
  versionsAnswer,
} from './rule-sets-schemas.ts';

const body = (schema: z.ZodType) => ({ 'application/json': { schema } });
const file = { ...body(ruleSet), 'application/yaml': { schema: z.string() } };
const withVersion = { requestParams: { path: z.object({ version: z.string() }) } };

export const ruleSetPaths: ZodOpenApiPathsObject = {
  '/api/v1/rule-sets': {
    ...read('ruleSets', json('Versions, newest first', versionsAnswer)),
    ...change('publishRuleSet', file, json('Checked and kept; it changes nothing yet', publishedAnswer)),
  },
  '/api/v1/rule-sets/check': change('checkRuleSet', file, json('It is good', checkedAnswer)),
  '/api/v1/rule-sets/audit': read('ruleSetAudit', json('Who did what when and why, oldest first', auditAnswer)),
  '/api/v1/rule-sets/rollback': change(
    'rollBackRuleSet',
    body(reasonBody),
    json('The version before holds again', changedAnswer),
  ),
  '/api/v1/rule-sets/amend': change(
    'amendRuleSet',
    body(amendBody),
    json('A version made of the active one by this change holds', changedAnswer),
  ),
  '/api/v1/rule-sets/shadow/stop': change('stopShadow', body(reasonBody), json('Stopped', changedAnswer)),
  '/api/v1/rule-sets/{version}': read('ruleSet', json('One version', ruleSet), withVersion),
  '/api/v1/rule-sets/{version}/activate': change(
    'activateRuleSet',
    body(reasonBody),
    json('It holds', changedAnswer),
    withVersion,
  ),
  '/api/v1/rule-sets/{version}/shadow': change(
    'startShadow',
    body(reasonBody),
    json('It is judged beside the active one; nobody is told what it finds', changedAnswer),
    withVersion,
  ),
  '/api/v1/lifts/{id}/rules': read(
    'rulesOfLift',
    json('What holds for one lift, and whose word it is', liftRulesAnswer),
    {
      requestParams: { path: z.object({ id: z.string() }) },
    },
  ),
};
