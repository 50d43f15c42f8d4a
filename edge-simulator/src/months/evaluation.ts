import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { SimulatorError } from '../errors.ts';

const range = z.tuple([z.number(), z.number()]);
export type Range = z.infer<typeof range>;

const shares = <const K extends readonly string[]>(kinds: K) =>
  z
    .record(z.enum(kinds), z.number().min(0).max(1))
    .refine((all) => Math.abs(Object.values<number>(all).reduce((sum, one) => sum + one, 0) - 1) < 1e-6, {
      error: 'the shares must add up to 1',
    });

export const progressiveKinds = [
  'door-operator-wear',
  'sill-debris',
  'lock-contact-wear',
  'brake-lining-wear',
  'bearing-defect',
  'sheave-slip',
  'rope-elongation',
  'rail-joint',
  'levelling-drift',
  'load-cell-drift',
  'encoder-loss',
  'capacitor-ageing',
] as const;
export type ProgressiveKind = (typeof progressiveKinds)[number];

export const sensorFaultKinds = [
  'loose-accelerometer',
  'brake-switch-moved',
  'door-current-gain',
  'position-magnet-moved',
] as const;
export type SensorFaultKind = (typeof sensorFaultKinds)[number];

export const nuisanceKinds = [
  'door-held',
  'button-play',
  'network-outage',
  'standing-aboard',
  'power-dip',
  'unannounced-inspection',
  'correction-run',
  'warm-empty-car',
  'terminal-reboot',
  'recall-test',
] as const;
export type NuisanceKind = (typeof nuisanceKinds)[number];

export const entrapmentKinds = [
  'stop-between-floors',
  'door-stays-closed',
  'start-failure',
  'power-cut',
  'lock-out',
  'creep-to-floor',
  'link-lost-riding',
] as const;
export type EntrapmentKind = (typeof entrapmentKinds)[number];

export const impairments = [
  'person-lost',
  'person-stuck-on',
  'person-stuck-off',
  'person-not-fitted',
  'clock-wrong',
  'readings-lost',
] as const;
export type Impairment = (typeof impairments)[number];

const baseRates = z.strictObject({
  per100LiftMonths: z.strictObject({
    entrapments: z.number().min(0),
    progressiveFaults: z.number().min(0),
    sensorFaults: z.number().min(0),
    nuisanceEvents: z.number().min(0),
  }),
  progressiveShares: shares(progressiveKinds),
  sensorShares: shares(sensorFaultKinds),
  nuisanceShares: shares(nuisanceKinds),
  entrapmentShares: shares(entrapmentKinds),
  enriched: z.strictObject({
    entrapments: z.int().min(1),
    impairedShare: z.number().min(0).max(1),
    impairments: shares(impairments),
    clockOffsetsS: z.array(z.int()).min(1),
    readingsLostShare: z.number().min(0).max(1),
    progressiveFaultsPerKind: z.int().min(1),
    progressiveMonths: z.number().positive(),
  }),
});
export type BaseRates = z.infer<typeof baseRates>;

const fields = [
  'vibration',
  'brake',
  'slip',
  'levelling',
  'motorCurrent',
  'doorCurrent',
  'loadPercent',
  'lockBounces',
  'landingDoor',
] as const;
export type FittedField = (typeof fields)[number];

const fleetRanges = z.strictObject({
  building: z.strictObject({
    floors: range,
    storeyM: range,
    lobbyM: range,
    trafficShares: shares(['residential', 'office']),
    intensity: range,
    weekendFactor: z.strictObject({ residential: range, office: range }),
    holidayDaysPerYear: z.number(),
    groupShare: range,
  }),
  machine: z.strictObject({
    speedByTravelM: z.array(range).min(1),
    accelerationMps2: range,
    jerkMps3: range,
    ratedLoadKg: range,
    brakeReleaseMs: range,
    brakeApplyMs: range,
    brakeNoiseMs: range,
    brakeMsPerDegree: range,
    currentBaseA: range,
    currentNoise: range,
    slipPercent: range,
    slipNoise: range,
    stretchMmPerPercent: range,
    levelNoiseMm: range,
    levelOffsetMm: range,
    levelMmPerDegree: range,
    floorOffsetMm: range,
    vibrationMps2: range,
    vibrationNoise: range,
    dailyWander: range,
    wanderDays: range,
    homingShare: z.number(),
    homingAfterS: range,
  }),
  door: z.strictObject({
    openMs: range,
    closeMs: range,
    noise: range,
    floorSpread: range,
    secondsPerPerson: range,
    dwellMs: range,
    reopenChance: range,
    lobbyWindFactor: range,
    currentPeakA: range,
    currentNoise: range,
    resolutionMs: range,
    bouncesPerCycle: range,
  }),
  climate: z.strictObject({
    meanC: z.number(),
    seasonC: z.number(),
    dayC: z.number(),
    weatherC: z.number(),
    machineRoomShare: range,
    machineRoomOffsetC: range,
    shaftShare: range,
  }),
  sensors: z.strictObject({
    personHoldS: range,
    personStillS: range,
    personNotFittedShare: z.number(),
    ghostShare: z.number(),
    ghostsPerHour: range,
    lacking: z.record(z.enum(fields), z.number().min(0).max(1)),
    stateOnlyShare: z.number(),
    zonePassingShare: z.number(),
    floorAtStopShare: z.number(),
  }),
  terminal: z.strictObject({
    heartbeatS: range,
    latencyMs: range,
    clockDriftPpm: range,
    clockWrongShare: z.number(),
    lossyShare: z.number(),
    lostShare: range,
  }),
  maintenance: z.strictObject({
    everyDays: range,
    visitMin: range,
    adjustingShare: z.number(),
    adjustment: range,
    registeredShare: z.number(),
  }),
  repair: z.strictObject({ delayH: range, durationH: range, foundByVisitShare: z.number() }),
});
export type FleetRanges = z.infer<typeof fleetRanges>;

const growth = z
  .object({ days: range, power: range, unsteady: z.number().min(0).max(1) })
  .catchall(z.union([range, z.number()]));
const faultRanges = z.record(z.enum(progressiveKinds), growth);
export type FaultRanges = z.infer<typeof faultRanges>;

/** What the evaluation fleet is drawn from. Detectors never read it. */
export interface Evaluation {
  readonly baseRates: BaseRates;
  readonly fleet: FleetRanges;
  readonly faults: FaultRanges;
}

const folder = new URL('../../evaluation/', import.meta.url);

const read = <T>(file: string, schema: z.ZodType<T>): T => {
  const result = schema.safeParse(parse(readFileSync(new URL(file, folder), 'utf8')));
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${file}: ${issue.path.join('.') || '(top)'}: ${issue.message}`);
  throw new SimulatorError('LIFT_SIMULATOR_EVALUATION_INVALID', problems.join('; '), { problems });
};

/**
 * Reads `evaluation/base-rates.yaml`, `fleet.yaml` and `faults.yaml`.
 * @throws {SimulatorError} LIFT_SIMULATOR_EVALUATION_INVALID naming file and field
 */
export const loadEvaluation = (): Evaluation => ({
  baseRates: read('base-rates.yaml', baseRates),
  fleet: read('fleet.yaml', fleetRanges),
  faults: read('faults.yaml', faultRanges),
});
