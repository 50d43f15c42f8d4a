import type { SignalName, Signals } from '../sensors/signals.ts';

/** A change of one of these is reported at once. */
const watched = [
  'serviceMode',
  'carStatus',
  'direction',
  'doorZone',
  'floor',
  'carDoorStatus',
  'landingDoorStatus',
  'passengerPresent',
  'peopleCount',
  'driveStatus',
  'overload',
  'powerStatus',
  'topLimit',
  'bottomLimit',
] as const satisfies readonly SignalName[];

/** A change by at least this much is reported at once. */
const deadbands = {
  speedMps: 0.5,
  loadPercent: 5,
  machineRoomTemperatureC: 2,
  motorTemperatureC: 5,
  controllerTemperatureC: 2,
  carTemperatureC: 1,
} as const satisfies Partial<Record<SignalName, number>>;
const banded = Object.keys(deadbands) as (keyof typeof deadbands)[];

export type StateBody = { [K in SignalName]?: Signals[K] };

export interface Reporter {
  /** What is worth a reading now; null: nothing. The first one, and each heartbeat, tells everything that is fitted. */
  observe(signals: Signals, nowMs: number): StateBody | null;
  /** The next reading tells everything: the connection or the terminal is new. */
  tellEverything(): void;
}

const farOff = (before: number | null | undefined, now: number | null | undefined, band: number): boolean =>
  typeof before !== 'number' || typeof now !== 'number' ? before !== now : Math.abs(now - before) >= band;

/** On-change reporting with a heartbeat, as terminals do it. */
export const createReporter = (spec: {
  heartbeatMs: number;
  firstHeartbeatMs: number;
  unfitted: readonly SignalName[];
}): Reporter => {
  const unfitted = new Set<SignalName>(spec.unfitted);
  const names = watched.filter((n) => !unfitted.has(n));
  const bands = banded.filter((n) => !unfitted.has(n));
  let last: StateBody = {};
  let heartbeatAtMs = spec.firstHeartbeatMs;
  let everything = true;

  const full = (signals: Signals): StateBody => {
    const body: Record<string, unknown> = {};
    for (const name of Object.keys(signals) as SignalName[]) if (!unfitted.has(name)) body[name] = signals[name];
    return body as StateBody;
  };
  const changes = (signals: Signals): StateBody | null => {
    const body: Record<string, unknown> = {};
    let any = false;
    for (const name of names) {
      if (signals[name] === last[name]) continue;
      body[name] = signals[name];
      any = true;
    }
    for (const name of bands) {
      if (!farOff(last[name], signals[name], deadbands[name])) continue;
      body[name] = signals[name];
      any = true;
    }
    if (!any) return null;
    for (const name of ['positionM', 'speedMps'] as const) if (!unfitted.has(name)) body[name] = signals[name];
    return body as StateBody;
  };
  return {
    tellEverything: () => {
      everything = true;
    },
    observe(signals, nowMs) {
      const beats = nowMs >= heartbeatAtMs;
      const due = everything || beats;
      const body = due ? full(signals) : changes(signals);
      if (!body) return null;
      everything = false;
      while (heartbeatAtMs <= nowMs) heartbeatAtMs += spec.heartbeatMs;
      last = { ...last, ...body };
      return body;
    },
  };
};
