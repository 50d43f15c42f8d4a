import { createShaft, type Shaft } from '../physics/shaft.ts';
import type { Random } from '../physics/random.ts';
import type { TrafficName } from '../passengers/traffic.ts';
import { happens, inRange, noise, oneOf, wholeInRange } from './draw.ts';
import type { FittedField, FleetRanges, Impairment } from './evaluation.ts';

/** What is fixed about one lift of the evaluation fleet, drawn from the ranges. */
export interface MonthsPlan {
  readonly liftId: string;
  readonly terminalId: string;
  readonly siteId: string;
  readonly firmId: string;
  readonly shaft: Shaft;
  readonly limits: { readonly speedMps: number; readonly accelerationMps2: number; readonly jerkMps3: number };
  readonly ratedLoadKg: number;
  readonly traffic: TrafficName;
  readonly intensity: number;
  readonly weekendFactor: number;
  readonly groupShare: number;
  readonly machine: {
    readonly brakeReleaseMs: number;
    readonly brakeApplyMs: number;
    readonly brakeNoiseMs: number;
    readonly brakeMsPerDegree: number;
    readonly currentBaseA: number;
    readonly currentNoise: number;
    readonly slipPercent: number;
    readonly slipNoise: number;
    readonly stretchMmPerPercent: number;
    readonly levelNoiseMm: number;
    readonly levelOffsetMm: number;
    readonly levelMmPerDegree: number;
    readonly floorOffsetsMm: readonly number[];
    readonly vibrationMps2: number;
    readonly vibrationNoise: number;
  };
  /** undefined: stays where it was called to. */
  readonly homingAfterMs: number | undefined;
  readonly wander: { readonly share: number; readonly days: number };
  readonly door: {
    readonly openMs: number;
    readonly closeMs: number;
    readonly noise: number;
    readonly floorFactors: readonly number[];
    readonly msPerPerson: number;
    readonly dwellMs: number;
    readonly reopenChance: number;
    readonly lobbyWindFactor: number;
    readonly currentPeakA: number;
    readonly currentNoise: number;
    readonly resolutionMs: number;
    readonly bouncesPerCycle: number;
  };
  readonly climate: { readonly roomShare: number; readonly roomOffsetC: number; readonly shaftShare: number };
  readonly person: { readonly holdMs: number; readonly stillMeanMs: number; readonly ghostsPerHour: number };
  readonly lacks: ReadonlySet<FittedField | 'passengerPresent'>;
  readonly stateOnly: boolean;
  readonly zonePassing: boolean;
  readonly floorAtStop: boolean;
  readonly heartbeatMs: number;
  readonly latencyMs: number;
  readonly clockOffsetMs: number;
  readonly clockDriftPpm: number;
  readonly lostShare: number;
}

const machineOf = (random: Random, r: FleetRanges['machine'], floors: number): MonthsPlan['machine'] => {
  const floorDeviationMm = inRange(random, r.floorOffsetMm);
  return {
    brakeReleaseMs: inRange(random, r.brakeReleaseMs),
    brakeApplyMs: inRange(random, r.brakeApplyMs),
    brakeNoiseMs: inRange(random, r.brakeNoiseMs),
    brakeMsPerDegree: inRange(random, r.brakeMsPerDegree),
    currentBaseA: inRange(random, r.currentBaseA),
    currentNoise: inRange(random, r.currentNoise),
    slipPercent: inRange(random, r.slipPercent),
    slipNoise: inRange(random, r.slipNoise),
    stretchMmPerPercent: inRange(random, r.stretchMmPerPercent),
    levelNoiseMm: inRange(random, r.levelNoiseMm),
    levelOffsetMm: inRange(random, r.levelOffsetMm),
    levelMmPerDegree: inRange(random, r.levelMmPerDegree),
    floorOffsetsMm: Array.from({ length: floors }, () => noise(random, floorDeviationMm)),
    vibrationMps2: inRange(random, r.vibrationMps2),
    vibrationNoise: inRange(random, r.vibrationNoise),
  };
};

const doorOf = (random: Random, r: FleetRanges['door'], floors: number): MonthsPlan['door'] => {
  const spread = inRange(random, r.floorSpread);
  return {
    openMs: inRange(random, r.openMs),
    closeMs: inRange(random, r.closeMs),
    noise: inRange(random, r.noise),
    floorFactors: Array.from({ length: floors }, () => 1 + noise(random, spread)),
    msPerPerson: inRange(random, r.secondsPerPerson) * 1_000,
    dwellMs: inRange(random, r.dwellMs),
    reopenChance: inRange(random, r.reopenChance),
    lobbyWindFactor: inRange(random, r.lobbyWindFactor),
    currentPeakA: inRange(random, r.currentPeakA),
    currentNoise: inRange(random, r.currentNoise),
    resolutionMs: happens(random, 0.5) ? r.resolutionMs[0] : r.resolutionMs[1],
    bouncesPerCycle: inRange(random, r.bouncesPerCycle),
  };
};

const lacksOf = (random: Random, r: FleetRanges['sensors'], impaired: Impairment | undefined): MonthsPlan['lacks'] => {
  const lacks = new Set<FittedField | 'passengerPresent'>();
  for (const field in r.lacking) if (happens(random, r.lacking[field as FittedField])) lacks.add(field as FittedField);
  const unfitted = happens(random, r.personNotFittedShare);
  if (impaired === 'person-not-fitted' || (unfitted && impaired === undefined)) lacks.add('passengerPresent');
  return lacks;
};

const buildingOf = (random: Random, r: FleetRanges) => {
  const floors = wholeInRange(random, r.building.floors);
  const shaft = createShaft({
    floors,
    storeyM: inRange(random, r.building.storeyM),
    lobbyM: inRange(random, r.building.lobbyM),
  });
  const [, speedMps] = r.machine.speedByTravelM.findLast(([travelM]) => travelM <= shaft.travelM) ?? [0, 1];
  const limits = {
    speedMps,
    accelerationMps2: inRange(random, r.machine.accelerationMps2),
    jerkMps3: inRange(random, r.machine.jerkMps3),
  };
  const traffic = oneOf(random, r.building.trafficShares);
  const people = {
    traffic,
    intensity: inRange(random, r.building.intensity),
    weekendFactor: inRange(random, r.building.weekendFactor[traffic]),
    groupShare: inRange(random, r.building.groupShare),
  };
  return { shaft, limits, ...people };
};

const clockOf = (
  random: Random,
  r: FleetRanges['terminal'],
  o: { impaired: Impairment | undefined; wrongS: number },
) => {
  const lossy = happens(random, r.lossyShare);
  const share = inRange(random, r.lostShare);
  const wrong = happens(random, r.clockWrongShare);
  return {
    heartbeatMs: Math.round(inRange(random, r.heartbeatS)) * 1_000,
    latencyMs: inRange(random, r.latencyMs),
    clockOffsetMs: o.impaired === 'clock-wrong' || (wrong && o.impaired === undefined) ? o.wrongS * 1_000 : 0,
    clockDriftPpm: inRange(random, r.clockDriftPpm),
    lostShare: lossy ? share : 0,
  };
};

/** Draws one lift. `impaired` is what the enriched set does to its sensors, clock or link. */
export const drawPlan = (
  random: Random,
  r: FleetRanges,
  o: { number: number; impaired: Impairment | undefined; wrongS: number; lostShare: number },
): MonthsPlan => {
  const name = String(o.number).padStart(5, '0');
  const building = buildingOf(random, r);
  const floors = building.shaft.floorNames.length;
  const ghostly = happens(random, r.sensors.ghostShare);
  const ghostsPerHour = inRange(random, r.sensors.ghostsPerHour);
  const homes = happens(random, r.machine.homingShare);
  const homingAfterMs = inRange(random, r.machine.homingAfterS) * 1_000;
  const clock = clockOf(random, r.terminal, o);
  return {
    liftId: `E-${name}`,
    terminalId: `T-E-${name}`,
    siteId: `S-${Math.floor(o.number / 4)}`,
    firmId: `F-${o.number % 10}`,
    ...building,
    ratedLoadKg: Math.round(inRange(random, r.machine.ratedLoadKg)),
    machine: machineOf(random, r.machine, floors),
    homingAfterMs: homes ? homingAfterMs : undefined,
    wander: { share: inRange(random, r.machine.dailyWander), days: inRange(random, r.machine.wanderDays) },
    door: doorOf(random, r.door, floors),
    climate: {
      roomShare: inRange(random, r.climate.machineRoomShare),
      roomOffsetC: inRange(random, r.climate.machineRoomOffsetC),
      shaftShare: inRange(random, r.climate.shaftShare),
    },
    person: {
      holdMs: inRange(random, r.sensors.personHoldS) * 1_000,
      stillMeanMs: inRange(random, r.sensors.personStillS) * 1_000,
      ghostsPerHour: ghostly ? ghostsPerHour : 0,
    },
    lacks: lacksOf(random, r.sensors, o.impaired),
    stateOnly: happens(random, r.sensors.stateOnlyShare),
    zonePassing: happens(random, r.sensors.zonePassingShare),
    floorAtStop: happens(random, r.sensors.floorAtStopShare),
    ...clock,
    ...(o.impaired === 'readings-lost' ? { lostShare: o.lostShare } : {}),
  };
};
