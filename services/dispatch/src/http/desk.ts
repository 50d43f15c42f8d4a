import type { Scope } from '../access/principal.ts';
import type { ContextEntry } from '@liftwatch/schemas';
import type { z } from 'zod';
import type { ActOrder } from '../pipeline/decide-act.ts';
import type { Removal } from '../registry/remove-row.ts';
import type { DispatchPolicy } from '../pipeline/policy.ts';
import type { StreamSource } from './stream.ts';
import type { Page } from './page.ts';
import type {
  heldBackQuery,
  incidentAnswer,
  incidentsAnswer,
  incidentsQuery,
  overrideBody,
  overrideSpan,
  pageQuery,
  silenceBody,
} from './schemas.ts';

export const DESK = Symbol('desk');

type Written = ContextEntry extends infer E
  ? E extends ContextEntry
    ? Omit<E, 'id' | 'at'> & { readonly id?: string | undefined }
    : never
  : never;

/** What the routes ask of dispatch. */
export interface DeskService {
  /** Rows of the scope alone; absent: all. */
  incidents(
    query: z.infer<typeof incidentsQuery>,
    scope: Scope | undefined,
  ): Promise<z.infer<typeof incidentsAnswer> | Page<unknown>>;
  incident(id: string): Promise<z.infer<typeof incidentAnswer> | object>;
  /** A person's step; answers with the incident as it then stands. */
  act(order: ActOrder): Promise<object>;
  /** Changes of the scope's incidents alone. */
  streamFor(scope: Scope | undefined): StreamSource;
  /** Messages that wait or waited, newest first, each with its reason. */
  heldBack(query: z.infer<typeof heldBackQuery>): Promise<object>;
  silences(query: z.infer<typeof pageQuery>, scope: Scope | undefined): Promise<object>;
  /** @throws {DispatchError} LIFT_DISPATCH_FORBIDDEN for a place that is not of the scope */
  silence(body: z.infer<typeof silenceBody>, scope: Scope | undefined): Promise<object>;
  endSilence(id: string, author: string, scope: Scope | undefined): Promise<object>;
  registry(
    list: string,
    query: { readonly limit: number; readonly after?: string | undefined },
    scope: Scope | undefined,
  ): Promise<object>;
  importRegistry(text: string, format: 'csv' | 'yaml', by: string): Promise<object>;
  /** Who is on duty at a moment (absent: now), the hand-overs and gaps of the 72 h after it. */
  onDuty(rotaId: string, at: string | undefined): object;
  override(rotaId: string, body: z.infer<typeof overrideBody>): Promise<object>;
  /** Takes an override back; named by its span. */
  endOverride(rotaId: string, span: z.infer<typeof overrideSpan>): Promise<object>;
  /** With a name for each step, as people call it. */
  policy(): DispatchPolicy;
  /** Takes a row out, unless another refers to it. */
  removeFromRegistry(
    removal: Removal,
    who: { readonly by: string; readonly reason?: string | undefined },
  ): Promise<void>;
  exportRegistry(how: { readonly format: 'csv' | 'yaml'; readonly isFull: boolean }): Promise<string>;
  queue(entry: Written): Promise<{ readonly id: string; readonly queued: true }>;
  /** What stands of each lift goes to the log again. */
  tellAgain(): Promise<{ readonly entriesCount: number }>;
  receipt(token: string, deliveryId: string, type: string): Promise<void>;
  readiness(): { readonly ready: boolean; readonly reasons: readonly string[] };
  metrics(): Promise<string>;
  readonly metricsType: string;
}
