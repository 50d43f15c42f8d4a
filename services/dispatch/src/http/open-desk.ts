import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { contextEntry, type ContextEntry } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { Scope } from '../access/principal.ts';
import type { DispatchTables } from '../database/tables.ts';
import { isIncidentIn } from '../access/rows.ts';
import { queueContext } from '../context/context-outbox.ts';
import { tellAgain } from '../context/tell-again.ts';
import { newestChange, readChanges, type Change } from '../database/change-log.ts';
import { DispatchError } from '../errors.ts';
import type { DispatchPipeline } from '../dispatch-pipeline.ts';
import { receiptOf } from '../channels/sms/receipt.ts';
import type { Deliveries } from '../open-deliveries.ts';
import type { Parts } from '../parts.ts';
import type { RegistryView } from '../registry/registry-directory.ts';
import { exportRegistry } from '../registry/registry-export.ts';
import { removeRow } from '../registry/remove-row.ts';
import { importRegistry } from '../registry/registry-store.ts';
import type { RuleSets } from '../rule-sets/rule-sets.ts';
import type { DeskService } from './desk.ts';
import { listIncidents } from './incident-list.ts';
import { incidentDetail } from './incident-view.ts';
import { holdingPart } from './holding-desk.ts';
import { rotaPart } from './rota-desk.ts';
import { namedPolicy } from './named-policy.ts';
import { isRegistryList, listRegistry } from './registry-view.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** A technician who signs in takes the faults of the lift upon himself; who signs out, or closes the job, gives them back. */
const noteAttendance = async (entry: ContextEntry, pipeline: DispatchPipeline, nowMs: number): Promise<void> => {
  if (entry.type !== 'job' || entry.phase === 'opened') return;
  const { liftId, jobId, phase } = entry;
  await pipeline.attend({ liftId, jobId, isThere: phase === 'technician-in' }, nowMs);
};

/** What the desk works on. */
export interface DeskParts {
  readonly pipeline: DispatchPipeline;
  readonly registry: RegistryView;
  readonly onRegistryChanged: () => Promise<void>;
  readonly deliveries: Deliveries;
  readonly ruleSets: RuleSets;
  readonly wakeOutbox: () => void;
  readonly wakeContext: () => void;
  readonly isReady: () => boolean;
}

/** Only what the scope may see; the position goes on past the rest. */
const changesIn = async <T extends { readonly changes: readonly Change[] }>(
  db: Kysely<DispatchTables>,
  read: T,
  scope: Scope | undefined,
): Promise<T> => {
  if (scope === undefined) return read;
  const visible = new Map<string, boolean>();
  const changes: Change[] = [];
  for (const change of read.changes) {
    const { incidentId } = JSON.parse(change.document) as { incidentId: string };
    if (!visible.has(incidentId)) visible.set(incidentId, await isIncidentIn(db, incidentId, scope));
    if (visible.get(incidentId)) changes.push(change);
  }
  return { ...read, changes };
};

const incidentsPart = (parts: Parts, own: DeskParts) => {
  const db = parts.deps.database;
  return {
    incidents: (query, scope) => listIncidents(db, query, scope),
    incident: (id) => incidentDetail(db, id),
    async act(order) {
      await own.pipeline.act({ ...order, via: 'rest', nowMs: parts.nowMs() });
      own.wakeOutbox();
      own.wakeContext();
      return incidentDetail(db, order.incidentId);
    },
    streamFor: (scope) => ({
      newest: () => newestChange(db),
      read: async (afterSeq, limit) => changesIn(db, await readChanges(db, afterSeq, limit), scope),
      onChanged: (wake) => own.pipeline.onCommitted(wake),
      onError: (error) => parts.deps.logger.warn({ err: error }, 'live stream failed'),
    }),
  } satisfies Partial<DeskService>;
};

const registryPart = (parts: Parts, own: DeskParts) => {
  const { deps, nowMs } = parts;
  const db = deps.database;
  return {
    registry(list, query, scope) {
      if (isRegistryList(list)) return listRegistry(db, list, { ...query, scope });
      throw new DispatchError('LIFT_DISPATCH_NOT_FOUND', `no list "${list.slice(0, 40)}": see /openapi.json`, {
        recoverable: false,
      });
    },
    async importRegistry(text, format, by) {
      const imported = await importRegistry(db, { text, format }, { nowMs: nowMs(), by });
      await own.registry.refresh();
      await own.ruleSets.refresh();
      await own.onRegistryChanged();
      own.wakeContext();
      return imported;
    },
    async removeFromRegistry(removal, who) {
      await removeRow(db, removal, { ...who, nowMs: nowMs() });
      await own.registry.refresh();
      await own.ruleSets.refresh();
      await own.onRegistryChanged();
      own.wakeContext();
    },
    exportRegistry: (how) => exportRegistry(db, how),
    async queue(written) {
      const entry: ContextEntry = contextEntry.parse({ ...written, id: written.id ?? randomUUID(), at: nowMs() });
      await db.transaction().execute((trx) => queueContext(trx, entry, nowMs()));
      await noteAttendance(entry, own.pipeline, nowMs());
      own.wakeContext();
      return { id: entry.id, queued: true };
    },
    async tellAgain() {
      const entriesCount = await tellAgain(db);
      own.wakeContext();
      return { entriesCount };
    },
  } satisfies Partial<DeskService>;
};

/** What the routes ask for, over database, pipeline and registry. */
export const openDesk = (parts: Parts, own: DeskParts): DeskService => {
  const { secrets, metrics } = parts;
  return {
    ...incidentsPart(parts, own),
    ...registryPart(parts, own),
    ...holdingPart(parts, own),
    ...rotaPart(parts, own),
    policy: () => namedPolicy(own.pipeline.policy),
    metricsType: metrics.registry.contentType,
    metrics: () => metrics.registry.metrics(),
    readiness: () => ({ ready: own.isReady(), reasons: own.isReady() ? [] : ['finding log not read to its end yet'] }),
    async receipt(token, deliveryId, type) {
      if (!same(token, secrets.receiptToken))
        throw new DispatchError('LIFT_DISPATCH_TOKEN_WRONG', 'the token in the receipt URL is not ours', {
          recoverable: false,
        });
      const state = receiptOf(type);
      if (state !== undefined)
        await own.deliveries.record.receipt(deliveryId, { state, provider: 'kannel', atMs: parts.nowMs() });
      own.wakeOutbox();
    },
  };
};
