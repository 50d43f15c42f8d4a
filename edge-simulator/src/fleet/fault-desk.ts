import { injectorOf, type Arguments, type Expectation, type Injector, type Target } from '../faults/index.ts';
import { SimulatorError } from '../errors.ts';
import type { OnTruth } from '../truth/truth.ts';

export interface Injection {
  readonly id: string;
  readonly code: string;
  readonly args?: Arguments;
  /** Ends by itself after this time, ms; absent: until `end`. */
  readonly forMs?: number;
  /** The controller also sends this raw code, when the fault begins and when it ends. */
  readonly report?: { readonly dialect?: string; readonly code: string };
}

interface Active {
  readonly injection: Injection;
  readonly injector: Injector;
  readonly args: Arguments;
  begunAtMs: number | null;
  ending: boolean;
}

/** Faults of one lift: those that wait for their moment, and those that last. */
export interface FaultDesk {
  inject(injection: Injection): void;
  end(code: string): void;
  /** Before the lift moves. */
  step(target: Target, nowMs: number): void;
  readonly activeCodes: readonly string[];
}

export interface FaultDeskEvents {
  readonly onTruth: OnTruth;
  /** The controller says so by itself. */
  readonly onReport: (event: object) => void;
}

const reportOf = ({ injection }: Active, phase: 'raised' | 'cleared'): object | null =>
  injection.report ? { type: 'code', ...injection.report, eventId: injection.id, phase } : null;

const due = ({ injector, injection, args }: Active, target: Target): readonly Expectation[] => {
  const all = injector.expects(target, args);
  return injector.needsReport && !injection.report ? all.filter((e) => e.code !== injector.code) : all;
};

export const createFaultDesk = (events: FaultDeskEvents): FaultDesk => {
  let active: Active[] = [];
  const begin = (one: Active, target: Target, nowMs: number): void => {
    one.begunAtMs = nowMs;
    const { lift } = target;
    one.injector.begin(target, one.args);
    events.onTruth({
      truth: 'injected',
      atMs: nowMs,
      id: one.injection.id,
      liftId: lift.spec.liftId,
      code: one.injector.code,
      what: one.injector.en,
      args: one.args,
      people: lift.inCar.length,
      positionM: Math.round(lift.positionM * 1000) / 1000,
      expected: due(one, target),
    });
    const report = reportOf(one, 'raised');
    if (report) events.onReport(report);
  };
  const finish = (one: Active, target: Target, nowMs: number): void => {
    if (one.begunAtMs === null) return;
    one.injector.end(target);
    const { id, code } = one.injection;
    events.onTruth({ truth: 'ended', atMs: nowMs, id, liftId: target.lift.spec.liftId, code });
    const report = reportOf(one, 'cleared');
    if (report) events.onReport(report);
  };
  const isOver = (one: Active, nowMs: number): boolean =>
    one.ending || (one.begunAtMs !== null && nowMs - one.begunAtMs >= (one.injection.forMs ?? Infinity));
  return {
    get activeCodes() {
      return active.filter((a) => a.begunAtMs !== null).map((a) => a.injection.code);
    },
    inject(injection) {
      const injector = injectorOf(injection.code);
      if (!injector) {
        throw new SimulatorError(
          'LIFT_SIMULATOR_FAULT_UNKNOWN',
          `no fault has the code "${injection.code}": use a code of the fault catalogue, such as 04 or X02`,
        );
      }
      active.push({
        injection,
        injector,
        args: { ...injector.args, ...injection.args },
        begunAtMs: null,
        ending: false,
      });
    },
    end(code) {
      for (const one of active) if (one.injection.code === code) one.ending = true;
    },
    step(target, nowMs) {
      if (active.length === 0) return;
      for (const one of active) {
        if (isOver(one, nowMs)) finish(one, target, nowMs);
        else if (one.begunAtMs !== null) one.injector.during?.(target, one.args);
        else if (one.injector.ready?.(target, one.args) ?? true) begin(one, target, nowMs);
      }
      active = active.filter((one) => !isOver(one, nowMs));
    },
  };
};
