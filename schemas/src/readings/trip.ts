import { z } from 'zod';
import { envelopeShape, orUnknown, text } from './envelope.ts';

const delayMs = (what: string) =>
  orUnknown(z.number().min(0).max(10_000)).describe(`${what}, ms, 0-10000 [liftwatch, D]`);
const vibration = (what: string, max: number) =>
  orUnknown(z.number().min(0).max(max)).describe(`${what}, m/s², 0-${max}, weighted [ISO 18738-1, R]`);

/** One run of the car from start to stop. `at` is the moment of the stop. */
export const tripReading = z
  .strictObject({
    ...envelopeShape,
    fromFloor: text(1, 4).describe('Floor at the start, 1-4 characters [liftwatch, D]'),
    toFloor: text(1, 4).describe('Floor at the stop, 1-4 characters [liftwatch, D]'),
    direction: z.enum(['up', 'down']).describe('Direction of the run [liftwatch, D]'),
    distanceM: orUnknown(z.number().min(0).max(1_000)).describe('Travelled distance, m, 0-1000 [liftwatch, D]'),
    durationMs: z.int().min(0).max(3_600_000).describe('Start to stop, ms, 0-3600000 [liftwatch, D]'),
    loadPercent: orUnknown(z.number().min(0).max(200)).describe(
      'Car load during the run, % of rated load, 0-200 [liftwatch, D]',
    ),
    levellingErrorMm: orUnknown(z.number().min(-500).max(500)).describe(
      'Sill step at the stop, mm, -500 to 500, positive: car above landing [EN 81-20 5.12.1.1.4, R]',
    ),
    maxSpeedMps: orUnknown(z.number().min(0).max(25)).describe('Greatest speed, m/s, unsigned, 0-25 [liftwatch, D]'),
    vibrationA95XMps2: vibration('A95, lateral x', 50),
    vibrationA95YMps2: vibration('A95, lateral y', 50),
    vibrationA95ZMps2: vibration('A95, vertical', 50),
    vibrationPkPkXMps2: vibration('Maximum peak-to-peak, lateral x', 100),
    vibrationPkPkYMps2: vibration('Maximum peak-to-peak, lateral y', 100),
    vibrationPkPkZMps2: vibration('Maximum peak-to-peak, vertical', 100),
    motorCurrentA: orUnknown(z.number().min(0).max(2_000)).describe(
      'Motor current, rms over the run, A, 0-2000 [liftwatch, D]',
    ),
    motorCurrentPeakA: orUnknown(z.number().min(0).max(5_000)).describe(
      'Motor current, peak, A, 0-5000 [liftwatch, D]',
    ),
    brakeReleaseDelayMs: delayMs('Brake release: command to micro-switch'),
    brakeApplyDelayMs: delayMs('Brake apply: command to micro-switch'),
    brakeSwitchMismatches: orUnknown(z.int().min(0).max(100)).describe(
      'Times a brake micro-switch contradicted the command, count, 0-100 [TSG T5002 A-3-4 names the monitoring, S]',
    ),
    slipPercent: orUnknown(z.number().min(-100).max(100)).describe(
      '(encoder travel - car travel) / travel, %, -100 to 100 [liftwatch, D]',
    ),
    energyWh: orUnknown(z.number().min(-100_000).max(100_000)).describe(
      'Energy of the run, Wh, -100000 to 100000, negative: fed back [liftwatch, D]',
    ),
    relevels: orUnknown(z.int().min(0).max(100)).describe(
      'Re-levelling moves after the stop, count, 0-100 [liftwatch, D]',
    ),
  })
  .meta({ id: 'TripReading', title: 'One run of the car' });
export type TripReading = z.infer<typeof tripReading>;
