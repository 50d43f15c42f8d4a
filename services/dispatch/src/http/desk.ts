import type { ContextEntry } from '@liftwatch/schemas';
import type { z } from 'zod';
import type { Page } from './desk-view.ts';
import type { closeBody, incidentAnswer, incidentsAnswer, incidentsQuery } from './schemas.ts';

export const DESK = Symbol('desk');

type Written = ContextEntry extends infer E
  ? E extends ContextEntry
    ? Omit<E, 'id' | 'at'> & { readonly id?: string | undefined }
    : never
  : never;

/** What the routes ask of dispatch. */
export interface DeskService {
  incidents(query: z.infer<typeof incidentsQuery>): Promise<z.infer<typeof incidentsAnswer> | Page<unknown>>;
  incident(id: string): Promise<z.infer<typeof incidentAnswer> | object>;
  close(id: string, order: z.infer<typeof closeBody>): Promise<object>;
  registry(list: string, query: { readonly limit: number; readonly after?: string | undefined }): Promise<object>;
  importRegistry(text: string, format: 'csv' | 'yaml'): Promise<object>;
  queue(entry: Written): Promise<{ readonly id: string; readonly queued: true }>;
  receipt(token: string, deliveryId: string, type: string): Promise<void>;
  isWriter(authorization: string | undefined): boolean;
  readiness(): { readonly ready: boolean; readonly reasons: readonly string[] };
  metrics(): Promise<string>;
  readonly metricsType: string;
}
