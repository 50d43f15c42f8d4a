import smpp, { type Pdu, type Session } from 'smpp';

export interface SmppAccount {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly systemId: string;
  readonly password: () => string;
  readonly systemType: string;
}

export interface SmppEvents {
  /** A deliver_sm; it is answered when this resolves, and sent again by the SMSC when it rejects. */
  readonly onDeliver: (pdu: Pdu) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** A bound link: one that is lost is made anew. */
export interface SmppLink {
  readonly bound: boolean;
  /** The answer; undefined: the link was lost while it was awaited, so that nobody knows. */
  submit(message: object, signal: AbortSignal): Promise<Pdu | undefined>;
  close(): Promise<void>;
}

const ENQUIRE_EVERY_MS = 30_000;
const ENQUIRE_TIMEOUT_MS = 10_000;
const RECONNECT_FIRST_MS = 500;
const RECONNECT_MAX_MS = 30_000;
const ESME_ROK = 0;
const ESME_RSYSERR = 8;

/** Asks for life every half minute; a link that does not answer is given up. */
const watchLink = (session: Session): (() => void) => {
  let patience: NodeJS.Timeout | undefined;
  const every = setInterval(() => {
    patience ??= setTimeout(() => session.destroy(), ENQUIRE_TIMEOUT_MS);
    session.enquire_link(() => {
      clearTimeout(patience);
      patience = undefined;
    });
  }, ENQUIRE_EVERY_MS);
  return () => {
    clearInterval(every);
    clearTimeout(patience);
  };
};

/** Keeps one transceiver bound to an SMSC. @see SMPP 3.4, 2.2 (session states) and 4.1.5 (bind_transceiver) */
export const openSmppLink = (account: SmppAccount, events: SmppEvents): SmppLink => {
  let session: Session | undefined;
  let bound = false;
  let closed = false;
  let waitMs = RECONNECT_FIRST_MS;
  let reconnect: NodeJS.Timeout | undefined;
  /** What awaits an answer on the present link. */
  const waiting = new Set<() => void>();

  const lost = (stopWatching: () => void): void => {
    stopWatching();
    bound = false;
    for (const give of waiting) give();
    waiting.clear();
    if (closed) return;
    reconnect = setTimeout(connect, waitMs);
    waitMs = Math.min(RECONNECT_MAX_MS, waitMs * 2);
  };

  const connect = (): void => {
    const here = smpp.connect({ host: account.host, port: account.port, ...(account.tls ? { tls: true } : {}) });
    session = here;
    let stopWatching: () => void = () => undefined;
    const bind = (): void => {
      const { systemId, systemType } = account;
      here.bind_transceiver(
        { system_id: systemId, password: account.password(), system_type: systemType, interface_version: 0x34 },
        (pdu) => {
          if (pdu.command_status !== ESME_ROK) {
            events.onError(`SMPP bind refused: status 0x${pdu.command_status.toString(16)}`);
            here.destroy();
            return;
          }
          bound = true;
          waitMs = RECONNECT_FIRST_MS;
          stopWatching = watchLink(here);
        },
      );
    };
    here.on(account.tls ? 'secureConnect' : 'connect', bind);
    here.on('enquire_link', (pdu: Pdu) => void here.enquire_link_resp({ sequence_number: pdu.sequence_number }));
    here.on('deliver_sm', (pdu: Pdu) => {
      const answer = (status: number): void =>
        void here.deliver_sm_resp({ sequence_number: pdu.sequence_number, command_status: status });
      events.onDeliver(pdu).then(
        () => answer(ESME_ROK),
        (error: unknown) => {
          events.onError(error);
          answer(ESME_RSYSERR);
        },
      );
    });
    here.on('error', (error: unknown) => {
      events.onError(error);
      here.destroy();
    });
    here.on('close', () => lost(stopWatching));
  };

  connect();
  return {
    get bound() {
      return bound;
    },
    submit: (message, signal) =>
      new Promise((resolve) => {
        const give = (): void => done(undefined);
        const done = (pdu: Pdu | undefined): void => {
          waiting.delete(give);
          signal.removeEventListener('abort', give);
          resolve(pdu);
        };
        waiting.add(give);
        signal.addEventListener('abort', give);
        if (!session?.submit_sm(message, done)) give();
      }),
    async close() {
      closed = true;
      clearTimeout(reconnect);
      const here = session;
      if (!here) return;
      await new Promise<void>((resolve) => {
        here.once('close', resolve);
        here.destroy();
        setTimeout(resolve, 1_000).unref();
      });
    },
  };
};
