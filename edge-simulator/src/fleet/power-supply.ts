import { seededRandom } from '../random/seeded.ts';
import { wholeBetween } from '../physics/random.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { MockLift } from './mock-lift.ts';

/** The terminal's own supply: mains, a battery for a while, then silence. */
export interface PowerSupply {
  step(nowMs: number): void;
}

const BATTERY_MS = 30 * 60_000;
/** The last reading still has to leave. */
const GASP_MS = 2_000;
const TELL_EVERY_MS = 10 * 60_000;

/** Follows the mains of the lifts behind a terminal and reports the terminal's own state (`terminal` readings). */
export const createPowerSupply = (
  terminal: Terminal,
  lifts: readonly MockLift[],
  run: { seed: number; startAtMs: number },
): PowerSupply => {
  const random = seededRandom(run.seed, `${terminal.terminalId}/supply`);
  let onBatterySinceMs: number | null = null;
  let dead = false;
  let gasped = false;
  let silent = false;
  let tellAtMs = run.startAtMs + 1_000;

  const tell = (nowMs: number, extra: object = {}): void => {
    const batteryPercent =
      onBatterySinceMs === null ? 100 : Math.max(0, Math.round(100 * (1 - (nowMs - onBatterySinceMs) / BATTERY_MS)));
    const body = {
      powerSource: onBatterySinceMs === null ? 'mains' : 'battery',
      batteryPercent,
      rssiDbm: -wholeBetween(random, 62, 84),
      firmware: 'mock-1',
      ...extra,
    };
    for (const { plan } of lifts) terminal.report(plan.liftId, 'terminal', { nowMs, body });
    tellAtMs = nowMs + TELL_EVERY_MS;
  };
  const onMains = (nowMs: number): void => {
    if (onBatterySinceMs === null) return;
    onBatterySinceMs = null;
    gasped = false;
    if (dead) {
      dead = false;
      terminal.setPowered(true);
      terminal.reboot();
    }
    tell(nowMs);
  };
  const onBattery = (nowMs: number): void => {
    if (onBatterySinceMs === null) {
      onBatterySinceMs = nowMs;
      tell(nowMs);
    }
    const left = BATTERY_MS - (nowMs - onBatterySinceMs);
    if (dead || left > 0) return;
    if (!gasped) tell(nowMs, { lastGasp: true });
    gasped = true;
    if (left > -GASP_MS) return;
    dead = true;
    terminal.setPowered(false);
  };
  const followSilence = (): void => {
    const wanted = lifts.some((l) => l.troubles.silent);
    if (wanted === silent) return;
    silent = wanted;
    terminal.setPowered(!silent);
    if (!silent) terminal.reboot();
  };
  return {
    step(nowMs) {
      const mainsLost = lifts.every((l) => l.lift.conditions.powerLost);
      if (mainsLost) onBattery(nowMs);
      else onMains(nowMs);
      followSilence();
      if (!dead && nowMs >= tellAtMs) tell(nowMs);
    },
  };
};
