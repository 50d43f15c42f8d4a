import type { LiftPlan } from './plan.ts';

/** What a registry import needs to know of a fleet, as plain rows. No personal data. */
export interface RegistryRows {
  readonly districts: readonly { readonly districtId: string }[];
  readonly sites: readonly { readonly siteId: string; readonly districtId: string; readonly name: string }[];
  readonly firms: readonly { readonly firmId: string; readonly name: string }[];
  readonly lifts: readonly {
    readonly liftId: string;
    readonly name: string;
    readonly siteId: string;
    readonly districtId: string;
    readonly firmId: string;
    readonly networkId: string;
    readonly dialect: string;
    readonly ratedSpeedMps: number;
    readonly floors: readonly string[];
    readonly terminalId: string;
  }[];
}

const unique = <T>(plans: readonly LiftPlan[], key: (plan: LiftPlan) => string, row: (plan: LiftPlan) => T): T[] => [
  ...new Map(plans.map((plan) => [key(plan), row(plan)])).values(),
];

/** Rows in the order of the fleet, each district, site and firm once. */
export const registryRows = (plans: readonly LiftPlan[]): RegistryRows => ({
  districts: unique(
    plans,
    (p) => p.districtId,
    (p) => ({ districtId: p.districtId }),
  ),
  sites: unique(
    plans,
    (p) => p.siteId,
    (p) => ({ siteId: p.siteId, districtId: p.districtId, name: p.siteId }),
  ),
  firms: unique(
    plans,
    (p) => p.firmId,
    (p) => ({ firmId: p.firmId, name: p.firmId }),
  ),
  lifts: plans.map((p) => ({
    liftId: p.liftId,
    name: p.name,
    siteId: p.siteId,
    districtId: p.districtId,
    firmId: p.firmId,
    networkId: p.networkId,
    dialect: p.dialect,
    ratedSpeedMps: p.ratedSpeedMps,
    floors: p.shaft.floorNames,
    terminalId: p.terminalId,
  })),
});
