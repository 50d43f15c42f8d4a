import type { LiftFacts } from '@liftwatch/schemas';
import { createShaft, type Shaft } from '../physics/shaft.ts';
import type { PersonSensorSpec } from '../sensors/person-sensor.ts';
import type { SignalName } from '../sensors/signals.ts';
import type { TrafficName } from '../passengers/traffic.ts';

/** Everything that is fixed about one mock lift. */
export interface LiftPlan {
  readonly liftId: string;
  readonly name: string;
  readonly terminalId: string;
  readonly siteId: string;
  readonly districtId: string;
  readonly firmId: string;
  readonly networkId: string;
  readonly shaft: Shaft;
  readonly entranceFloor: number;
  readonly ratedSpeedMps: number;
  readonly ratedLoadKg: number;
  readonly traffic: TrafficName;
  readonly intensity: number;
  readonly dialect: string;
  readonly person: PersonSensorSpec;
  readonly unfitted: readonly SignalName[];
  readonly heartbeatMs: number;
  readonly clockOffsetMs: number;
}

/** One group of like lifts, as a scenario writes it. */
export interface LiftGroup {
  readonly prefix: string;
  readonly count: number;
  readonly site: string;
  readonly district: string;
  readonly firm: string;
  readonly network: string;
  readonly floors: number;
  readonly basements: number;
  readonly ratedSpeedMps: number;
  readonly ratedLoadKg: number;
  readonly traffic: TrafficName;
  readonly intensity: number;
  readonly gateway: boolean;
  readonly dialect: string;
  readonly person: PersonSensorSpec;
  readonly unfitted: readonly SignalName[];
  readonly heartbeatS: number;
  readonly clockOffsetS: number;
}

/** Lifts `{prefix}-01`, `{prefix}-02` ...; a gateway group shares the terminal `{prefix}-gateway`. */
export const planGroup = (group: LiftGroup): readonly LiftPlan[] =>
  Array.from({ length: group.count }, (_, i): LiftPlan => {
    const number = String(i + 1).padStart(2, '0');
    const liftId = `${group.prefix}-${number}`;
    return {
      liftId,
      name: `${group.site} ${i + 1}#`,
      terminalId: group.gateway ? `${group.prefix}-gateway` : `T-${liftId}`,
      siteId: group.site,
      districtId: group.district,
      firmId: group.firm,
      networkId: group.network,
      shaft: createShaft({ floors: group.floors, basements: group.basements }),
      entranceFloor: group.basements,
      ratedSpeedMps: group.ratedSpeedMps,
      ratedLoadKg: group.ratedLoadKg,
      traffic: group.traffic,
      intensity: group.intensity,
      dialect: group.dialect,
      person: group.person,
      unfitted: group.unfitted,
      heartbeatMs: group.heartbeatS * 1000,
      clockOffsetMs: group.clockOffsetS * 1000,
    };
  });

/** What a registry would know of a mock lift, as a context entry of the log. */
export const factsOf = (plan: LiftPlan, atMs: number): LiftFacts => ({
  type: 'lift-facts',
  id: `facts-${plan.liftId}`,
  at: atMs,
  liftId: plan.liftId,
  name: plan.name,
  equipment: 'lift',
  siteId: plan.siteId,
  districtId: plan.districtId,
  firmId: plan.firmId,
  networkId: plan.networkId,
  dialect: plan.dialect,
  ratedSpeedMps: plan.ratedSpeedMps,
  floors: [...plan.shaft.floorNames],
  travelM: Math.round(plan.shaft.travelM * 100) / 100,
  expectedIntervalS: Math.max(1, Math.round(plan.heartbeatMs / 500)),
});
