import { randomUUID } from 'node:crypto';
import type { AuthenticateError } from 'aedes';
import type { BrokerConfig } from '../config.ts';
import type { CredentialBook, Grant } from '../credentials/book.ts';
import { connack, ConnectRefusal } from '../errors.ts';
import type { LimitCause, LimitLog } from '../limit-log.ts';
import { filtersOf, rename, SESSION_MARK, type LiftClient } from '../mqtt.ts';
import type { Connection } from './connection.ts';
import { isClientIdOf, maySubscribe } from './grants.ts';
import { Rate } from './rate.ts';

export interface DoorParts {
  readonly config: BrokerConfig;
  readonly book: CredentialBook;
  readonly limits: LimitLog;
  readonly monotonicMs: () => number;
  /** True while memory is used up and nobody new is let in. */
  readonly isFull: () => boolean;
}

/** What a CONNECT asks for; aedes reads `clean` again after the credential was checked. */
export interface WireConnect {
  clean?: boolean;
  clientId?: string;
}

interface LastingSession {
  readonly grantId: string;
  /** False until it was taken up again. */
  isResumed: boolean;
  /** Packet ids of its QoS 2 publishes that are on their way into the log, by whichever of its connections. */
  readonly arriving: Set<number>;
}

const RATES_KEPT = 200_000;
/** Sessions that outlive their connection, in all and for one credential: their subscriptions stay in memory. */
const LASTING_KEPT = 50_000;
const LASTING_PER_CREDENTIAL = 16;
/** More than a gateway's largest credential has lifts. */
const FILTERS_PER_CONNECTION = 10_000;

const anonymousGrant = (terminalId: string): Grant => {
  const rest = { publish: [], subscribe: [], readingsPerSecond: undefined, fingerprint: 'anonymous' };
  return { id: terminalId, isService: false, lifts: '*', ...rest };
};

/** Who is let in, as whom, how fast it is read and what it may hear. */
export class Door {
  readonly #parts: DoorParts;
  readonly #rates = new Map<string, Rate>();
  readonly #lasting = new Map<string, LastingSession>();
  readonly #lastingCounts = new Map<string, number>();
  #forwardsReadings = false;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** True once a service was granted more than presence and errors: then every reading is offered to aedes. */
  get forwardsReadings(): boolean {
    return this.#forwardsReadings;
  }

  /** Checks a CONNECT. Undefined: admitted, and the connection knows as whom. */
  admit(client: LiftClient, name: string | undefined, secret: Buffer | undefined): AuthenticateError | undefined {
    const connection = client.liftwatch as Connection;
    // aedes has named who came without a name; under a credential the name begins with its id.
    if (name !== undefined && connection.connect?.clientId === '') rename(client, `${name}/${randomUUID()}`);
    const found = this.#grantOf(client.id, name, secret);
    if (found instanceof ConnectRefusal) {
      this.#parts.limits.hit(found.message as LimitCause, { clientId: client.id, address: connection.address });
      return found as unknown as AuthenticateError;
    }
    connection.grant = found;
    connection.terminalId = found.id;
    connection.rate = this.#rateOf(found);
    this.#boundLasting(client, found.id);
    return undefined;
  }

  #grantOf(clientId: string, name: string | undefined, secret: Buffer | undefined): Grant | ConnectRefusal {
    const { config, book, isFull } = this.#parts;
    if (isFull()) return new ConnectRefusal(connack.unavailable, 'intake-full' satisfies LimitCause);
    if (name === undefined) {
      if (config.LIFTWATCH_BROKER_ANONYMOUS === 'on')
        return anonymousGrant((clientId.split('/')[0] ?? '').slice(0, 64));
      return new ConnectRefusal(connack.notAuthorized, 'anonymous' satisfies LimitCause);
    }
    const grant = book.verify(name, secret ?? Buffer.alloc(0));
    if (!grant) return new ConnectRefusal(connack.badCredentials, 'bad-credentials' satisfies LimitCause);
    if (!isClientIdOf(grant.id, clientId))
      return new ConnectRefusal(connack.identifier, 'client-id' satisfies LimitCause);
    return grant;
  }

  /** Above the bounds a session ends with its connection, and CONNACK says so (no session present). */
  #boundLasting(client: LiftClient, grantId: string): void {
    const { connect } = client.liftwatch as Connection;
    const known = this.#lasting.get(client.id);
    if (client.clean || !connect) return this.#forget(client.id);
    const connection = client.liftwatch as Connection;
    if (known) {
      known.isResumed = true;
      connection.arriving = known.arriving;
      return;
    }
    const count = this.#lastingCounts.get(grantId) ?? 0;
    if (this.#lasting.size >= LASTING_KEPT || count >= LASTING_PER_CREDENTIAL) {
      this.#parts.limits.hit('session-not-kept', { clientId: client.id });
      client.clean = true;
      connect.clean = true;
      return;
    }
    this.#lasting.set(client.id, { grantId, isResumed: false, arriving: connection.arriving });
    this.#lastingCounts.set(grantId, count + 1);
  }

  /** A clean session of this client id ends its lasting one [MQTT-3.1.2-6]. */
  #forget(clientId: string): void {
    const known = this.#lasting.get(clientId);
    if (!known) return;
    this.#lasting.delete(clientId);
    const left = (this.#lastingCounts.get(known.grantId) ?? 1) - 1;
    if (left > 0) this.#lastingCounts.set(known.grantId, left);
    else this.#lastingCounts.delete(known.grantId);
  }

  /** True when the connection of this client id has taken up a session that was there before. */
  isResumed(clientId: string): boolean {
    return this.#lasting.get(clientId)?.isResumed === true;
  }

  /** True while packet ids of this client mean something: its connection is there, or its lasting session is. */
  hasSession(client: LiftClient): boolean {
    return !client.closed || this.#lasting.get(client.id)?.arriving === client.liftwatch?.arriving;
  }

  #rateOf(grant: Grant): Rate {
    const { config, monotonicMs } = this.#parts;
    const perLift = config.LIFTWATCH_BROKER_TERMINAL_READINGS_PER_SECOND;
    const ofLifts =
      grant.lifts === '*' || grant.isService
        ? config.LIFTWATCH_BROKER_FEED_READINGS_PER_SECOND
        : perLift * grant.lifts.size;
    const perSecond = grant.readingsPerSecond ?? ofLifts;
    const known = this.#rates.get(grant.id);
    if (known?.perSecond === perSecond) return known;
    const rate = new Rate(perSecond, monotonicMs());
    if (this.#rates.size >= RATES_KEPT) this.#rates.clear();
    this.#rates.set(grant.id, rate);
    return rate;
  }

  maySubscribe(client: LiftClient, filter: string): boolean {
    const connection = client.liftwatch;
    const grant = connection?.grant;
    if (filter === SESSION_MARK) return false;
    const isNew = filtersOf(client)[filter] === undefined;
    if (!grant || !maySubscribe(grant, filter) || (isNew && ++connection.filterCount > FILTERS_PER_CONNECTION)) {
      this.#parts.limits.hit('forbidden-subscribe', { clientId: client.id, filter: filter.slice(0, 200) });
      return false;
    }
    // Sticky: a service that was granted readings is rare, and then every reading is offered to aedes.
    if (grant.isService && !/\/(errors|presence)$/.test(filter)) this.#forwardsReadings = true;
    return true;
  }
}
