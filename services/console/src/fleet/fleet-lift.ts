/** What is known of a lift's working: `unknown` is silent, stale or never heard, and is never counted as normal. */
export type LiftCondition = 'normal' | 'fault' | 'unknown';

/** One lift of the fleet as the page lists it: what is registered, and what the engine says now. */
export interface FleetLift {
  readonly liftId: string;
  readonly registered: boolean;
  readonly name: string | null;
  /** 注册代码, 20 digits. */
  readonly registrationCode: string | null;
  /** The short number on the plate in the car, by which callers name their lift. */
  readonly rescueCode: string | null;
  readonly address: string | null;
  readonly siteId: string | null;
  readonly siteName: string | null;
  readonly districtId: string | null;
  readonly districtName: string | null;
  readonly firmId: string | null;
  readonly firmName: string | null;
  readonly condition: LiftCondition;
  /** Log time of the last sign of life, ms; null: never. */
  readonly heardAtMs: number | null;
  /** null: nobody can say. */
  readonly openFindings: number | null;
}

export type Census = Readonly<Record<LiftCondition, number>>;

export const censusOf = (lifts: readonly FleetLift[]): Census => {
  const census = { normal: 0, fault: 0, unknown: 0 };
  for (const lift of lifts) census[lift.condition] += 1;
  return census;
};
