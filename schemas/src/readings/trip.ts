import { z } from 'zod';
import { envelopeShape, orUnknown } from './envelope.ts';

const delayMs = (what: string) => orUnknown(z.number().min(0).max(10_000)).describe(`${what}, ms, 0-10000`);
const vibration = (what: string, max: number) =>
  orUnknown(z.number().min(0).max(max)).describe(`${what}, m/s², ISO 18738-1 weighting [recalled]`);

/** One run of the car from start to stop. `at` is the moment of the stop. */
export const tripReading = z
  .strictObject({
    ...envelopeShape,
    fromFloor: z.string().min(1).max(4).describe('Floor at the start'),
    toFloor: z.string().min(1).max(4).describe('Floor at the stop'),
    direction: z.enum(['up', 'down']).describe('Direction of the run'),
    distanceM: orUnknown(z.number().min(0).max(1_000)).describe('Travelled distance, m'),
    durationMs: z.int().min(0).max(3_600_000).describe('Start to stop, ms'),
    loadPercent: orUnknown(z.number().min(0).max(200)).describe('Car load during the run, % of rated load'),
    levellingErrorMm: orUnknown(z.number().min(-500).max(500)).describe('Sill step at the stop, mm, positive: car above landing'),
    maxSpeedMps: orUnknown(z.number().min(0).max(25)).describe('Greatest speed, m/s, unsigned'),
    vibrationA95XMps2: vibration('A95, lateral x', 50),
    vibrationA95YMps2: vibration('A95, lateral y', 50),
    vibrationA95ZMps2: vibration('A95, vertical', 50),
    vibrationPkPkXMps2: vibration('Maximum peak-to-peak, lateral x', 100),
    vibrationPkPkYMps2: vibration('Maximum peak-to-peak, lateral y', 100),
    vibrationPkPkZMps2: vibration('Maximum peak-to-peak, vertical', 100),
    motorCurrentA: orUnknown(z.number().min(0).max(2_000)).describe('Motor current, rms over the run, A'),
    motorCurrentPeakA: orUnknown(z.number().min(0).max(5_000)).describe('Motor current, peak, A'),
    brakeReleaseDelayMs: delayMs('Brake release: command to micro-switch'),
    brakeApplyDelayMs: delayMs('Brake apply: command to micro-switch'),
    slipPercent: orUnknown(z.number().min(-100).max(100)).describe('(encoder travel - car travel) / travel, %'),
    energyWh: orUnknown(z.number().min(-100_000).max(100_000)).describe('Energy of the run, Wh, negative: fed back'),
    relevels: orUnknown(z.int().min(0).max(100)).describe('Re-levelling moves after the stop, count'),
  })
  .meta({ id: 'TripReading', title: 'One run of the car' });
export type TripReading = z.infer<typeof tripReading>;
