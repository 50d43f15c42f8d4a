export * from './stream/index.ts';
export { assess, assessed, quietEnough, warningOf, type Assessment, type Policy } from './assess.ts';
export { round } from './baseline/round.ts';
export type { Sign } from './evidence/sign.ts';
export type { CountFeature, Feature } from './features/feature.ts';
export { countFeatures, features } from './features/features.ts';
export { eventWeight, faded } from './health/formulas.ts';
export { liftHealth, type ComponentHealth, type LiftHealth } from './health/health.ts';
export {
  newLiftWear,
  takeDoor,
  takeState,
  takeTrip,
  upgradeLiftWear,
  type LiftWear,
  type Standing,
  type StateChange,
  type Surroundings,
} from './lift-wear.ts';
export { partsOf, restart, takeAsNormal } from './maintenance.ts';
export { readWear, saveWear, type SavedWear } from './saved.ts';
export { settingsHash } from './settings-hash.ts';
export { passDays } from './usage.ts';
