import type { Incident, NoticeKind, Priority, RecipientRole } from '@liftwatch/schemas';

/** One row: the first whose every named condition holds decides. Its id is the reason that the timeline shows. */
export interface RouteRow {
  readonly id: string;
  readonly when: {
    readonly notices: readonly NoticeKind[];
    /** `system` stands for every trouble of liftwatch itself. */
    readonly kinds?: readonly (
      | 'entrapment'
      | 'dangerous-movement'
      | 'site-power'
      | 'network'
      | 'terminal'
      | 'system'
    )[];
    readonly priorities?: readonly Priority[];
    readonly occupancies?: readonly Incident['occupancy'][];
  };
  readonly tell: readonly RecipientRole[];
  readonly takeOutOfUse?: true;
}

export interface RoutingPolicy {
  readonly rows: readonly RouteRow[];
  /** Told beside the row's roles when the lift is not registered. */
  readonly unregisteredAlso: readonly RecipientRole[];
  /** Notices that go to whoever was told in this episode. */
  readonly followTold: readonly NoticeKind[];
}

const people = ['occupied', 'unknown'] as const;

/** Who is told, as the decision table's last paragraph has it (domain 5.2). */
export const defaultRoutingPolicy: RoutingPolicy = {
  rows: [
    { id: 'trouble-to-operator', when: { notices: ['alarm', 'updated'], kinds: ['system'] }, tell: ['operator'] },
    { id: 'notice-shown-not-sent', when: { notices: ['suspected', 'alarm', 'updated'], priorities: ['P4'] }, tell: [] },
    { id: 'suspected-firm-only', when: { notices: ['suspected'] }, tell: ['firm'] },
    {
      id: 'confirmed-to-platform',
      when: { notices: ['confirmed'], kinds: ['entrapment', 'dangerous-movement'] },
      tell: ['platform'],
    },
    {
      id: 'shared-cause-operator-and-firm',
      when: { notices: ['alarm', 'updated'], kinds: ['site-power', 'network'] },
      tell: ['operator', 'firm'],
    },
    {
      id: 'entrapment-alarm',
      when: { notices: ['alarm', 'updated'], kinds: ['entrapment'], priorities: ['P0', 'P1'] },
      tell: ['firm', 'platform', 'manager'],
    },
    {
      id: 'danger-with-people',
      when: { notices: ['alarm', 'updated'], priorities: ['P0'], occupancies: people },
      tell: ['firm', 'platform', 'manager'],
    },
    {
      id: 'danger-empty-take-out-of-use',
      when: { notices: ['alarm', 'updated'], priorities: ['P0'] },
      tell: ['firm', 'manager'],
      takeOutOfUse: true,
    },
    { id: 'other-p1', when: { notices: ['alarm', 'updated'], priorities: ['P1'] }, tell: ['firm', 'manager'] },
    { id: 'fault-to-firm', when: { notices: ['alarm', 'updated'], priorities: ['P2', 'P3'] }, tell: ['firm'] },
  ],
  unregisteredAlso: ['operator'],
  followTold: ['withdrawn', 'released', 'rejected'],
};

/** The row that decides; undefined where the policy is silent. */
export const routeOf = (policy: RoutingPolicy, notice: NoticeKind, incident: Incident): RouteRow | undefined =>
  policy.rows.find(
    ({ when }) =>
      when.notices.includes(notice) &&
      (when.kinds === undefined ||
        (when.kinds as readonly string[]).includes(incident.kind.replace(/^system\/.*/, 'system'))) &&
      (when.priorities === undefined || when.priorities.includes(incident.priority)) &&
      (when.occupancies === undefined || when.occupancies.includes(incident.occupancy)),
  );
