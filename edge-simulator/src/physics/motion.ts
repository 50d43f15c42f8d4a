/** Limits of a run. Comfortable values of GB/T 10058: acceleration at most 1.5 m/s². */
export interface MotionLimits {
  readonly speedMps: number;
  readonly accelerationMps2: number;
  readonly jerkMps3: number;
}

interface Segment {
  readonly durationS: number;
  readonly jerkMps3: number;
}

/** A run from rest to rest, upwards; the caller turns it round for a run down. */
export interface MotionProfile {
  readonly distanceM: number;
  readonly durationS: number;
  readonly peakSpeedMps: number;
  readonly segments: readonly Segment[];
}

export interface MotionSample {
  readonly travelledM: number;
  readonly speedMps: number;
  readonly accelerationMps2: number;
  readonly jerkMps3: number;
}

const rampTimes = (speedMps: number, limits: MotionLimits): { jerkS: number; constantS: number } => {
  const { accelerationMps2: a, jerkMps3: j } = limits;
  const reachesAcceleration = speedMps * j > a * a;
  return reachesAcceleration
    ? { jerkS: a / j, constantS: speedMps / a - a / j }
    : { jerkS: Math.sqrt(speedMps / j), constantS: 0 };
};

/** Greatest speed of a run that only just has room to speed up and slow down. */
const peakSpeed = (distanceM: number, limits: MotionLimits): number => {
  const { accelerationMps2: a, jerkMps3: j, speedMps: v } = limits;
  const ramp = rampTimes(v, limits);
  if (v * (2 * ramp.jerkS + ramp.constantS) <= distanceM) return v;
  const shortest = (2 * a * a * a) / (j * j);
  if (distanceM <= shortest) return j * Math.cbrt(distanceM / (2 * j)) ** 2;
  const square = (a * a) / j;
  return (Math.sqrt(square * square + 4 * a * distanceM) - square) / 2;
};

/** Plans the fastest run over a distance that keeps the limits of speed, acceleration and jerk (an S-curve). */
export const planRun = (distanceM: number, limits: MotionLimits): MotionProfile => {
  if (distanceM <= 0) return { distanceM: 0, durationS: 0, peakSpeedMps: 0, segments: [] };
  const peakSpeedMps = peakSpeed(distanceM, limits);
  const { jerkS, constantS } = rampTimes(peakSpeedMps, limits);
  const rampM = peakSpeedMps * (2 * jerkS + constantS);
  const cruiseS = Math.max(0, (distanceM - rampM) / peakSpeedMps);
  const j = limits.jerkMps3;
  const segments = [
    { durationS: jerkS, jerkMps3: j },
    { durationS: constantS, jerkMps3: 0 },
    { durationS: jerkS, jerkMps3: -j },
    { durationS: cruiseS, jerkMps3: 0 },
    { durationS: jerkS, jerkMps3: -j },
    { durationS: constantS, jerkMps3: 0 },
    { durationS: jerkS, jerkMps3: j },
  ];
  return { distanceM, durationS: segments.reduce((sum, s) => sum + s.durationS, 0), peakSpeedMps, segments };
};

/** Where the car is within its run, `elapsedS` after the start. Before and after: at rest at the ends. */
export const sampleRun = (profile: MotionProfile, elapsedS: number): MotionSample => {
  if (elapsedS >= profile.durationS) {
    return { travelledM: profile.distanceM, speedMps: 0, accelerationMps2: 0, jerkMps3: 0 };
  }
  let [x, v, a, left] = [0, 0, 0, Math.max(0, elapsedS)];
  for (const { durationS, jerkMps3: j } of profile.segments) {
    const t = Math.min(left, durationS);
    x += v * t + (a * t * t) / 2 + (j * t * t * t) / 6;
    v += a * t + (j * t * t) / 2;
    a += j * t;
    left -= t;
    if (left <= 0) return { travelledM: x, speedMps: Math.max(0, v), accelerationMps2: a, jerkMps3: j };
  }
  return { travelledM: profile.distanceM, speedMps: 0, accelerationMps2: 0, jerkMps3: 0 };
};
