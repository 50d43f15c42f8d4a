import type { Incident, UnixMs } from '@liftwatch/schemas';

/** An incident with what people have made of it, as far as that is recorded. */
export type AnsweredIncident = Incident & {
  readonly drill?: boolean | undefined;
  readonly causeCode?: string | undefined;
  readonly response?:
    | {
        readonly level: number;
        readonly acknowledgedAtMs?: UnixMs | undefined;
        readonly arrivedAtMs?: UnixMs | undefined;
        readonly refusals: readonly { readonly by: string; readonly reason: string }[];
      }
    | undefined;
};
