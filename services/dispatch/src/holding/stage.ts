import type { Bilingual, Delivery, Incident, UnixMs } from '@liftwatch/schemas';
import type { Board } from '../correlation/board.ts';
import { personOf } from '../routing/directory.ts';
import type { HoldingPolicy } from './policy.ts';
import type { Silence } from './silence.ts';

/** A message that went to a person lately; systems have no budget. */
export interface Sent {
  /** By whichever of his contacts. */
  readonly personId: string;
  readonly atMs: UnixMs;
  readonly siteId: string | undefined;
  readonly incidentId: string;
}

/** What the stages look at. */
export interface Scene {
  readonly incident: Incident;
  readonly board: Board;
  readonly silences: readonly Silence[];
  /** Lifts at which a technician is signed in to a job. */
  readonly attended: ReadonlySet<string>;
  readonly sent: readonly Sent[];
  readonly policy: HoldingPolicy;
  readonly nowMs: UnixMs;
}

/**
 * Why a message waits: `again` it is looked at anew each minute and sent when nothing holds it any more; `digest` it is
 * told in one message with others.
 */
export interface Hold {
  readonly reason: string;
  /** In words, where the stable code does not say all of it. */
  readonly why?: Bilingual;
  readonly next: 'again' | 'digest';
  /** Looked at again at this moment, before the next minute. */
  readonly untilMs?: UnixMs;
}

/** One reason for which a message may wait: a hold, or undefined for "not mine". */
export type HoldStage = (delivery: Delivery, scene: Scene) => Hold | undefined;

/** Channels that ring at a person, and cost him attention. */
export const isPersonal = ({ channel }: Pick<Delivery, 'channel'>): boolean =>
  channel === 'sms' || channel === 'voice' || channel === 'email';

/** A message as the budget counts it. */
export const sentOf = (delivery: Delivery): readonly Sent[] =>
  isPersonal(delivery)
    ? [
        {
          personId: personOf(delivery),
          atMs: delivery.createdAtMs,
          siteId: delivery.content.lift.siteId,
          incidentId: delivery.incidentId,
        },
      ]
    : [];
