import type { UnixMs } from '@liftwatch/schemas';
import { heardMs } from './link.ts';
import type { LiftState, Slot } from './lift-state.ts';
import { signalOf } from './signal-memory.ts';
import { signalNames, type SignalName, type SignalValue } from './signals.ts';

export interface SignalView {
  readonly value: SignalValue;
  /** known; unknown: null, sensor in fault; stale: the link, or every terminal that reports it, is lost; `value` is what was last heard. */
  readonly standing: 'known' | 'unknown' | 'stale';
  readonly sinceMs: UnixMs;
  /** When the reading that said so arrived. */
  readonly receivedAtMs: UnixMs;
}

export interface OpenFindingView {
  readonly findingId: string;
  readonly rule: string;
  readonly code: string;
  readonly stage: 'suspected' | 'alarm';
  readonly priority: Slot['priority'];
  readonly onsetAtMs: UnixMs;
  readonly confirmation: Slot['confirmation'];
}

export interface LiftView {
  readonly liftId: string;
  readonly registered: boolean;
  readonly link: 'up' | 'lost' | 'never-heard';
  readonly heardMs: UnixMs;
  readonly heardAgoMs: number;
  readonly terminals: readonly {
    readonly terminalId: string;
    readonly connected: boolean;
    readonly paused: boolean;
    readonly clockOffsetMs: number;
    readonly heardMs: UnixMs;
  }[];
  readonly signals: Readonly<Partial<Record<SignalName, SignalView>>>;
  readonly jobs: LiftState['jobs'];
  readonly openFindings: readonly OpenFindingView[];
  readonly counts: LiftState['counts'];
}

type Open = Slot & { readonly stage: OpenFindingView['stage'] };
const isOpen = (slot: Slot): slot is Open => slot.stage === 'suspected' || slot.stage === 'alarm';

const openFindings = (lift: LiftState): OpenFindingView[] => {
  const open: OpenFindingView[] = [];
  for (const name in lift.rules) {
    for (const slot of lift.rules[name]?.slots ?? []) {
      if (!isOpen(slot)) continue;
      const { findingId, code, stage, priority, onsetMs, confirmation } = slot;
      open.push({ findingId, rule: name, code, stage, priority, onsetAtMs: onsetMs, confirmation });
    }
  }
  return open;
};

/** The little of a lift that a list of many shows. */
export interface LiftSummary {
  readonly registered: boolean;
  /** Log time; 0: never heard. */
  readonly heardMs: UnixMs;
  readonly openFindings: number;
}

/** As `liftView` says it, without making the rest: a list of the fleet is made while readings wait. */
export const liftSummary = (lift: LiftState): LiftSummary => {
  let open = 0;
  for (const name in lift.rules) {
    const slots = lift.rules[name]?.slots;
    if (slots !== undefined && slots.length > 0) open += slots.filter(isOpen).length;
  }
  return { registered: lift.facts !== undefined, heardMs: heardMs(lift), openFindings: open };
};

/** A lift as people see it at log time `nowMs`: what is not known is shown as not known. */
export const liftView = (lift: LiftState, nowMs: UnixMs): LiftView => {
  const heard = heardMs(lift);
  const signals: Partial<Record<SignalName, SignalView>> = {};
  for (const name of signalNames) {
    const signal = signalOf(lift.signals, name);
    if (!signal) continue;
    const unknown = signal.v === null || lift.sensorFaults[name] === true;
    signals[name] = {
      value: unknown ? null : signal.v,
      standing: unknown ? 'unknown' : lift.link.lost || signal.silentSinceMs !== undefined ? 'stale' : 'known',
      sinceMs: signal.sinceMs,
      receivedAtMs: signal.receivedAtMs,
    };
  }
  return {
    liftId: lift.liftId,
    registered: lift.facts !== undefined,
    link: heard === 0 ? 'never-heard' : lift.link.lost ? 'lost' : 'up',
    heardMs: heard,
    heardAgoMs: heard === 0 ? 0 : Math.max(0, nowMs - heard),
    terminals: lift.terminals.map((t) => ({
      terminalId: t.terminalId,
      connected: t.connected,
      paused: t.paused,
      clockOffsetMs: t.clock.offsetMs,
      heardMs: t.heardMs,
    })),
    signals,
    jobs: lift.jobs,
    openFindings: openFindings(lift),
    counts: lift.counts,
  };
};
