import { createHash } from 'node:crypto';
import type { Delivery, NoticeKind } from '@liftwatch/schemas';

const MINUTE_MS = 60_000;

/** A message about nobody: what a conformance run sends. */
export const exampleDelivery = (
  run: { readonly runId: string; readonly nowMs: number },
  notice: NoticeKind,
): Delivery => ({
  deliveryId: createHash('sha256').update(`conformance|${run.runId}|${notice}`).digest('hex').slice(0, 32),
  incidentId: createHash('sha256').update(`conformance|${run.runId}`).digest('hex').slice(0, 32),
  episode: 1,
  notice,
  role: 'platform',
  recipientId: 'conformance',
  channel: 'cap',
  reason: 'conformance',
  content: {
    kind: 'entrapment',
    priority: 'P1',
    occupancy: 'occupied',
    confirmation: 'none',
    scope: 'lift/conformance-test',
    liftId: 'conformance-test',
    codes: ['X02'],
    summary: { zh: '符合性测试，无人被困', en: 'conformance test, nobody is trapped' },
    onsetAtMs: run.nowMs - MINUTE_MS,
    ageMs: 0,
    takeOutOfUse: false,
    suppressedLiftsCount: 0,
    lift: { registered: true, name: '测试电梯 & <一号>', districtId: '120101', floor: '3' },
  },
  createdAtMs: run.nowMs,
  state: 'queued',
  attempts: 0,
  possiblyRepeated: false,
});
