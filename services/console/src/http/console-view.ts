import type { TimeSeries } from '@liftwatch/stores';
import type { Registry } from 'prom-client';
import type { FleetIndex } from '../fleet/fleet-index.ts';
import type { IncidentFeed } from '../live/incident-feed.ts';
import type { LiftWatch } from '../live/lift-watch.ts';
import type { PersonalFeeds } from '../live/personal-feeds.ts';
import type { Assets } from '../page/assets.ts';
import type { Sessions } from '../sign-in/sessions.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import type { Visitor, VisitorOf } from '../sign-in/visitor.ts';
import type { Upstream } from '../upstream/ask.ts';
import type { Door } from '../upstream/origin.ts';

/** Makes a credential for a terminal; the secret is told once and stored nowhere. */
export type MakeCredential = (of: { readonly terminalId: string; readonly lifts: readonly string[] }) => {
  readonly username: string;
  readonly password: string;
};

/** A publish that was refused, as the page shows it. */
export interface ShownDeadLetter {
  readonly receivedAtMs: number;
  readonly terminalId: string;
  readonly topic: string;
  readonly code: string;
  readonly message: string;
  /** Its beginning. */
  readonly payload: string;
}

/** Refused publishes, where the console runs beside the broker. */
/** How many were taken, and how many are refused still. */
export interface Redriven {
  readonly redriven: number;
  readonly stillRefused: number;
}

export interface DeadLetters {
  /** The newest first; only the tail of the log is looked at. */
  newest(limit: number): Promise<readonly ShownDeadLetter[]>;
  /** Has the broker judge all of them anew. */
  redrive(): Promise<Redriven>;
  /** Of a re-drive that goes on. */
  progress(): Redriven | undefined;
}

/** What the console's HTTP surface shows. */
export interface ConsoleView {
  readonly assets: Assets;
  readonly metrics: Registry;
  readonly fleet: FleetIndex;
  readonly incidents: IncidentFeed;
  readonly feeds: PersonalFeeds;
  readonly lifts: LiftWatch;
  /** Numbers that the page shows everywhere, for who asks. */
  readonly overview: (visitor: Visitor) => unknown;
  readonly series: TimeSeries | undefined;
  readonly upstreams: { readonly dispatch: Upstream; readonly engine: Upstream; readonly broker: Upstream };
  readonly door: Door;
  /** How browsers reach us, without a slash at its end. */
  readonly publicUrl: () => string;
  readonly visitorOf: VisitorOf;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly makeCredential: MakeCredential | undefined;
  readonly deadLetters: DeadLetters | undefined;
  readonly about: { readonly mqttUrl: string; readonly isDemo: boolean };
  isReady(): boolean;
}
export const CONSOLE_VIEW = Symbol('ConsoleView');
