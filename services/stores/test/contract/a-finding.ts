import type { Finding } from '@liftwatch/schemas';

export const aFinding = (findingId: string, revision = 1): Finding => ({
  findingId,
  revision,
  change: 'raised',
  stage: 'alarm',
  confirmation: 'none',
  liftId: 'L-1',
  code: '90',
  incidentKind: 'entrapment',
  priority: 'P1',
  rule: { name: 'alarm-button', version: '1' },
  onsetAtMs: 1,
  at: 1,
  receivedAtMs: 1,
  ageMs: 0,
  occupancy: 'unknown',
  confidence: 1,
  score: 90,
  lift: { registered: false },
  explanation: { summary: { zh: '报警', en: 'alarm' }, evidence: [], thresholds: [], clearsWhen: { zh: '-', en: '-' } },
});
