import { exponential, type Random } from '../physics/random.ts';
import type { PersonSensorMode, PersonSensorSpec } from '../sensors/person-sensor.ts';

export interface PersonWatch {
  mode: PersonSensorMode;
  /** A standing object or warm air that keeps it saying "person" until then. */
  warmUntilMs: number;
  readonly value: boolean | null;
  /** Tells every change up to `toMs`, in order. */
  advance(toMs: number): void;
  /** Somebody steps through the door. */
  crossing(atMs: number): void;
  setPeople(count: number, atMs: number): void;
}

/** The person sensor as its changes alone: holds, loses people who stand still, sees ghosts. */
export const createPersonWatch = (
  random: Random,
  spec: PersonSensorSpec,
  onChange: (atMs: number, value: boolean | null) => void,
): PersonWatch => {
  let people = 0;
  let seen = false;
  let seenUntilMs = 0;
  let nextMoveMs = Infinity;
  let told: boolean | null | undefined;
  const redraw = (atMs: number): void => {
    const rate = people / spec.stillMeanMs + spec.ghostsPerHour / 3_600_000;
    nextMoveMs = rate === 0 ? Infinity : atMs + exponential(random, 1 / rate);
  };
  const tell = (watch: PersonWatch, atMs: number): void => {
    const { value } = watch;
    if (value === told) return;
    told = value;
    onChange(atMs, value);
  };
  redraw(0);
  return {
    mode: 'working',
    warmUntilMs: 0,
    get value() {
      if (this.mode === 'dead') return null;
      return this.mode === 'working' ? seen : this.mode === 'stuck-on';
    },
    advance(toMs) {
      for (;;) {
        const endMs = seen ? Math.max(seenUntilMs, this.warmUntilMs) : Infinity;
        const nextMs = Math.min(endMs, nextMoveMs);
        if (nextMs > toMs) break;
        if (nextMs === nextMoveMs) {
          seen = true;
          seenUntilMs = nextMs + spec.holdMs;
          redraw(nextMs);
        } else seen = false;
        tell(this, Math.round(nextMs));
      }
      tell(this, toMs);
    },
    crossing(atMs) {
      seen = true;
      seenUntilMs = atMs + spec.holdMs;
      tell(this, atMs);
    },
    setPeople(count, atMs) {
      people = count;
      redraw(atMs);
    },
  };
};
