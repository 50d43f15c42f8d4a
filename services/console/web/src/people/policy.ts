/** What a city's own file may call a step, a row or a policy. */
export interface Named {
  readonly id: string;
  readonly name?: { readonly zh: string; readonly en: string };
}

/** The policy in force as dispatch tells it; see its /openapi.json. */
export interface EscalationStep extends Named {
  readonly clock: 'acknowledge' | 'arrive' | 'release';
  readonly afterMs: number;
  readonly notice: string;
  readonly tell: readonly { readonly role: string; readonly by?: 'call' | 'message'; readonly ifAny?: boolean }[];
  readonly calls?: number;
}

interface Conditions {
  readonly kinds?: readonly string[];
  readonly priorities?: readonly string[];
  readonly occupancies?: readonly ('occupied' | 'unknown' | 'empty')[];
}

export interface RouteRow extends Named {
  readonly when: Conditions & { readonly notices: readonly string[] };
  readonly tell: readonly string[];
}

interface WithinLifts {
  readonly minLiftsCount: number;
  readonly windowMs: number;
}

export interface Escalation extends Named {
  readonly when: readonly Conditions[];
  readonly steps: readonly EscalationStep[];
}

export interface Policy {
  readonly escalation?: Escalation;
  /** Of districts, firms and sites that have clocks of their own. */
  readonly escalations?: readonly {
    readonly for: Readonly<Record<string, readonly string[]>>;
    readonly policy: Escalation;
  }[];
  readonly routing: { readonly rows: readonly RouteRow[] };
  readonly holding?: {
    readonly inhibition: readonly { readonly by: readonly string[]; readonly holds: readonly string[] }[];
    readonly beforeEntrapment: { readonly kinds: readonly string[]; readonly waitMs: number };
    readonly sitePowerHolds: readonly string[];
    readonly flapping: { readonly changesCount: number; readonly withinMs: number };
    readonly building: { readonly intervalMs: number };
    readonly storm: { readonly messagesCount: number; readonly withinMs: number };
  };
  readonly correlation: {
    readonly groupWaitMs: number;
    readonly reopenWithinMs: number;
    readonly power: WithinLifts;
    readonly network: WithinLifts;
  };
}
