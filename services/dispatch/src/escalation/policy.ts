import type { Bilingual, Incident, NoticeKind, Priority, RecipientRole } from '@liftwatch/schemas';

/** Whom a step tells; `call`: only by a channel that wakes (voice). */
export interface StepTold {
  readonly role: RecipientRole;
  readonly by?: 'call' | 'message';
  /** Nobody there: the step does without; otherwise the operator is told instead. */
  readonly ifAny?: true;
}

/** One step: taken when its clock has run `afterMs` and what it waits for has not been done. Data, so that a city can change it. */
export interface EscalationStep {
  readonly id: string;
  /** What people call it; absent: a step as delivered has a name, another is shown by its id. */
  readonly name?: Bilingual;
  /** What it waits for. acknowledge and arrive run from the alarm, release from the arrival. */
  readonly clock: 'acknowledge' | 'arrive' | 'release';
  readonly afterMs: number;
  /** Still in time for so long: a limit of 30:00 is broken at 30:01, by whole seconds. */
  readonly graceMs?: number;
  readonly notice: Extract<NoticeKind, 'reminder' | 'escalated' | 'overdue'>;
  readonly tell: readonly StepTold[];
  /** Calls this level of the rescue network. */
  readonly calls?: 2 | 3;
  /** The level that it calls may take the incident over from its owner. */
  readonly takesOver?: true;
  /** Taken at once when the promised arrival lies further away than this. */
  readonly whenEtaAboveMs?: number;
}

export interface EscalationPolicy {
  readonly id: string;
  /** Clocks run for incidents that one of these rows describes; every named condition of a row holds. */
  readonly when: readonly {
    readonly kinds?: readonly string[];
    readonly priorities?: readonly Priority[];
    readonly occupancies?: readonly Incident['occupancy'][];
  }[];
  readonly steps: readonly EscalationStep[];
}

const minutes = (count: number): number => count * 60_000;

/**
 * The three-level rescue network as template: contract firm, network station, fire and police. Acknowledgement in 3 min
 * and the steps within it, 15 min to the next level, release in 30 min: ours, after practice (domain 3.5 and 7.2, derived);
 * 30 min of arrival: TSG T5002-2017 art. 5(4), seen.
 */
export const rescueNetwork: EscalationPolicy = {
  id: 'rescue-network',
  when: [
    { kinds: ['entrapment'], priorities: ['P0', 'P1'] },
    { priorities: ['P0'], occupancies: ['occupied', 'unknown'] },
  ],
  steps: [
    {
      id: 'call-crew',
      clock: 'acknowledge',
      afterMs: minutes(1),
      notice: 'reminder',
      tell: [{ role: 'crew', by: 'call', ifAny: true }],
    },
    {
      id: 'backup',
      clock: 'acknowledge',
      afterMs: minutes(2),
      notice: 'reminder',
      tell: [{ role: 'backup', ifAny: true }],
    },
    {
      id: 'network-station',
      clock: 'acknowledge',
      afterMs: minutes(3),
      notice: 'escalated',
      calls: 2,
      tell: [{ role: 'station' }, { role: 'firm' }],
    },
    {
      id: 'fire-and-police',
      clock: 'acknowledge',
      afterMs: minutes(6),
      notice: 'escalated',
      calls: 3,
      tell: [{ role: 'rescue' }, { role: 'operator' }],
    },
    {
      id: 'arrival-5',
      clock: 'arrive',
      afterMs: minutes(5),
      notice: 'overdue',
      tell: [{ role: 'operator' }],
    },
    {
      id: 'arrival-10',
      clock: 'arrive',
      afterMs: minutes(10),
      notice: 'overdue',
      tell: [{ role: 'operator' }, { role: 'firm' }],
    },
    {
      id: 'arrival-15',
      clock: 'arrive',
      afterMs: minutes(15),
      notice: 'overdue',
      calls: 2,
      takesOver: true,
      whenEtaAboveMs: minutes(15),
      tell: [{ role: 'station' }, { role: 'operator' }, { role: 'firm' }],
    },
    {
      id: 'arrival-breach',
      clock: 'arrive',
      afterMs: minutes(30),
      graceMs: 1_000,
      notice: 'overdue',
      calls: 3,
      takesOver: true,
      tell: [{ role: 'rescue' }, { role: 'operator' }, { role: 'firm' }, { role: 'platform' }],
    },
    {
      id: 'release-30',
      clock: 'release',
      afterMs: minutes(30),
      notice: 'overdue',
      calls: 3,
      tell: [{ role: 'rescue' }, { role: 'operator' }],
    },
  ],
};

/** Whether clocks run for an incident. An exercise has none. */
export const isClocked = (incident: Incident, policy: EscalationPolicy): boolean =>
  incident.drill !== true &&
  policy.when.some(
    (row) =>
      (row.kinds === undefined || row.kinds.includes(incident.kind)) &&
      (row.priorities === undefined || row.priorities.includes(incident.priority)) &&
      (row.occupancies === undefined || row.occupancies.includes(incident.occupancy)),
  );
