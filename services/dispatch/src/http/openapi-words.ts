import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { problem } from './openapi-parts.ts';
import { needsOf } from './route-access.ts';

/** What each operation is for, in the words of a list. */
const summaries: Readonly<Record<string, string>> = {
  health: 'The process is alive',
  readiness: 'Findings are read and the database answers',
  metrics: 'Prometheus metrics',
  openapi: 'This document',
  incidents: 'Incidents, newest first',
  incident: 'One incident with its timeline and messages',
  acknowledgeIncident: 'Take an incident on',
  refuseIncident: 'Refuse an incident: the next is called',
  etaIncident: 'Say when one will be there',
  arriveIncident: 'Say that one is at the lift',
  releaseIncident: 'Say that the people are out, or that it is over',
  confirmIncident: 'Confirm that it is so',
  rejectIncident: 'Say that it was not so',
  closeIncident: 'Close an incident with its cause',
  stream: 'Changes of incidents and messages as they happen',
  heldBack: 'Messages that wait or waited, and why',
  silences: 'Silences and maintenance windows',
  silence: 'Silence faults of a place for a time',
  endSilence: 'End a silence',
  lifts: 'Registered lifts',
  sites: 'Registered sites',
  districts: 'Registered districts',
  firms: 'Registered firms',
  contacts: 'Registered contacts, their numbers masked',
  rotas: 'Duty rotas',
  stations: 'Rescue stations',
  'removed-lifts': 'Lifts that were taken out',
  onDuty: 'Who is on duty',
  override: 'Have somebody stand in',
  endOverride: 'Take a stand-in back',
  policy: 'The policy in force',
  exportRegistry: 'The registry as a file',
  removeFromRegistry: 'Take a row out of the registry',
  addJob: 'Tell of maintenance at a lift',
  addDecision: 'Tell what an operator decided about a lift',
  importRegistry: 'Import the registry from a file',
  resendContext: 'Tell the reading log again what stands of each lift',
  ruleSets: 'Versions of the rules',
  publishRuleSet: 'Keep a version of the rules',
  checkRuleSet: 'Check a version without keeping it',
  ruleSetAudit: 'Who changed the rules, when and why',
  rollBackRuleSet: 'Go back to the version before',
  amendRuleSet: 'Change one argument of the active version',
  stopShadow: 'Stop judging a version in the shadow',
  ruleSet: 'One version of the rules',
  activateRuleSet: 'Let a version hold',
  startShadow: 'Judge a version in the shadow',
  rulesOfLift: 'Rules that hold for one lift',
  worklists: 'Worklists of the firms',
  precision: 'How often warnings were right',
  worklist: 'What a firm is to look at, in order',
  rankWorklist: 'Rank a worklist anew',
  setCapacity: 'Say how much a firm can look at',
  worklistItem: 'One warning of a worklist',
  acceptWarning: 'Take a warning on',
  returnWarning: 'Give a warning back',
  confirmWarning: 'Say that it was found on site',
  rejectWarning: 'Say that it was not found on site',
  signIn: 'Sign in at the identity provider',
  signedIn: 'Come back from the identity provider',
  signOut: 'Sign out',
  me: 'Who one is here',
  tokens: 'Tokens, without their secrets',
  addToken: 'Make a token',
  revokeToken: 'Revoke a token',
  ledger: 'Lines of the audit ledger',
  ledgerHead: 'The signed head of the audit ledger',
  messagePage: 'The page behind the link of a message',
  answerMessage: 'Answer a message',
  kannelIncoming: 'Kannel hands over a reply by SMS',
  kannelReceipt: 'Kannel reports a delivery',
  voiceReport: 'The voice gateway reports a call',
  carrierReport: 'Aliyun or Tencent reports a delivery, reply or call',
  deliveries: 'Messages, newest first',
  delivery: 'One message with its attempts',
  retryDelivery: 'Send a dead letter again',
  testCalls: '72-hour test calls of the lifts',
  addTestCall: 'Tell of a test call',
  stageDrill: 'Stage an exercise',
  selfTest: 'The last self-test',
  runSelfTest: 'Run the self-test now',
  eraseContact: 'Forget the address of a person',
};

const onceHeader = z
  .string()
  .max(128)
  .optional()
  .describe('A request sent again with the same key is done once, and answered the same for a day');

const complete = (method: string, path: string, operation: ZodOpenApiOperationObject): ZodOpenApiOperationObject => {
  const isPublic = needsOf(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'))?.permission === 'public';
  // A token is told once: its answer is not kept for a second time.
  const isOnce = method !== 'get' && !isPublic && !path.startsWith('/api/v1/tokens');
  const { requestParams, responses, operationId = '' } = operation;
  return {
    operationId,
    summary: summaries[operationId] ?? '',
    ...operation,
    ...(isPublic && { security: [] }),
    ...(isOnce && { requestParams: { ...requestParams, header: z.object({ 'idempotency-key': onceHeader }) } }),
    responses: { ...responses, '5XX': problem },
  };
};

/** What holds for all operations: a summary, what may go wrong here, once-only changes, and which need no credential. */
export const completed = (paths: ZodOpenApiPathsObject): ZodOpenApiPathsObject =>
  Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item).map(([method, operation]) => [
          method,
          complete(method, path, operation as ZodOpenApiOperationObject),
        ]),
      ),
    ]),
  );
