import type { CauseCode, Incident, UnixMs } from '@liftwatch/schemas';

/** Who acts: an id, and the level of the rescue network that he stands for. */
export interface Actor {
  readonly id: string;
  readonly level: 1 | 2 | 3;
}

/** What a person can do with an incident, wherever it comes from: REST, a signed link, an SMS reply, a key press. */
export type Action =
  | { readonly is: 'acknowledge' }
  | { readonly is: 'refuse'; readonly reason: string }
  | { readonly is: 'eta'; readonly etaMinutes: number }
  | { readonly is: 'arrive' }
  | { readonly is: 'release'; readonly note?: string; readonly peopleFreed?: number }
  | { readonly is: 'confirm'; readonly note?: string }
  | { readonly is: 'reject'; readonly note?: string }
  | {
      readonly is: 'close';
      readonly causeCode?: CauseCode;
      readonly note?: string;
      readonly peopleFreed?: number;
      readonly force: boolean;
    };

/**
 * What became of it. done with the incident as it was: it had been done before. Not done: a stable reason, and the
 * incident where the attempt is worth a line on its timeline. `decision`: what the engine must hear of it.
 */
export type Acted =
  | { readonly done: true; readonly incident: Incident; readonly decision?: 'confirmed' | 'rejected' | 'released' }
  | { readonly done: false; readonly reason: string; readonly incident?: Incident };

export interface Attempt {
  readonly by: Actor;
  readonly atMs: UnixMs;
}
