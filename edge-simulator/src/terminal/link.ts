/** One MQTT publish of a terminal. */
export interface Outgoing {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** A connection that is up. Publishes leave in the order of the calls. */
export interface Link {
  /** `acked` is called at most once, when the broker has acknowledged (QoS 1); never after the link went down. */
  send(out: Outgoing, acked: () => void): void;
}

export interface LinkEvents {
  up(link: Link): void;
  down(): void;
}

export interface TerminalIdentity {
  readonly terminalId: string;
  readonly liftIds: readonly string[];
}

/** A terminal's way to the broker. */
export interface Attachment {
  /** Cuts or restores the network between terminal and broker. */
  setReachable(reachable: boolean): void;
}

/** Where a fleet publishes: a broker, or a file. */
export interface Publisher {
  attach(terminal: TerminalIdentity, events: LinkEvents): Attachment;
  /** Virtual time has come to `nowMs`. Called once per step, after the fleet has moved. */
  advance(nowMs: number): void;
  /** Resolves when nothing is held back any more, or the time is up. */
  close(): Promise<void>;
}
