import type { Delivery, Finding, Incident } from '@liftwatch/schemas';
import { migrateDatabase, openSqliteDatabase } from '@liftwatch/stores';
import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Rota } from '../../src/escalation/rota.ts';
import {
  openDispatchPipeline,
  rescuePolicy,
  type Action,
  type DispatchPipeline,
  type DispatchPolicy,
  type DispatchTables,
} from '../../src/index.ts';
import { dispatchMigrations } from '../../src/database/migrations.ts';
import { openRegistryView } from '../../src/registry/registry-directory.ts';
import { readRegistryFile } from '../../src/registry/registry-file.ts';
import { saveRegistry } from '../../src/registry/registry-store.ts';
import { aFinding, T0 } from './a-finding.ts';

/** Seconds on the scenario's clock, which begins at 10:00 in Shanghai. */
export const s = (seconds: number): number => T0 + seconds * 1_000;
export const minutes = (count: number, seconds = 0): number => s(count * 60 + seconds);
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}
export const between = (fromMs: number, toMs: number): Span => ({ fromMs, toMs });
const clock = (ms: number): string => {
  const total = Math.floor((ms - T0) / 1_000);
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, '0')}`;
};

type Step = (run: Run) => Promise<void>;
interface Run {
  readonly database: Kysely<DispatchTables>;
  pipeline: DispatchPipeline;
  readonly reopen: () => Promise<void>;
  readonly incidents: Map<string, Incident>;
  readonly deliveries: Delivery[];
  readonly refusals: string[];
}
type FindingParts = Parameters<typeof aFinding>[0];

const keep = (run: Run, changes: Awaited<ReturnType<DispatchPipeline['apply']>>): void => {
  for (const incident of changes.incidents) run.incidents.set(incident.incidentId, incident);
  run.deliveries.push(...changes.deliveries);
};
const newest = (run: Run, liftId: string, kind?: string): Incident | undefined =>
  [...run.incidents.values()]
    .filter((i) => i.liftId === liftId && (kind === undefined || i.kind === kind))
    .sort((a, b) => b.openedAtMs - a.openedAtMs)[0];

/** What a lift does: findings as the engine would write them. */
const liftAt = (atMs: number, liftId: string, add: (atMs: number, step: Step) => void) => {
  const at = (atMs - T0) / 1_000;
  const say = (parts: FindingParts): void =>
    add(atMs, async (run) => {
      const finding: Finding = aFinding({ liftId, atS: at, ...parts });
      keep(run, await run.pipeline.apply({ position: run.pipeline.position + 1, finding }));
    });
  const next = { revision: 1 };
  const line = (parts: FindingParts): void =>
    say({ revision: next.revision++, findingId: `entrapment-${liftId}`, ...parts });
  return {
    finding: say,
    suspectsEntrapment: (parts: FindingParts = {}) => line({ stage: 'suspected', ...parts }),
    trapsSomebody: (parts: FindingParts = {}) => line({ revision: 10, ...parts }),
    opensItsDoor: (parts: FindingParts = {}) =>
      line({ revision: 20, change: 'cleared', stage: 'released', selfReleased: true, ...parts }),
  };
};

const does = (atMs: number, id: string, add: (atMs: number, step: Step) => void) => {
  const act =
    (action: Action) =>
    (liftId = 'L1'): void =>
      add(atMs, async (run) => {
        const incident = newest(run, liftId);
        if (!incident) throw new RangeError(`${clock(atMs)}: no incident at ${liftId}`);
        try {
          keep(run, await run.pipeline.act({ incidentId: incident.incidentId, by: id, action, nowMs: atMs }));
        } catch (error) {
          run.refusals.push(`${clock(atMs)} ${id} ${action.is}: ${(error as { code?: string }).code ?? String(error)}`);
        }
      });
  return {
    acknowledges: act({ is: 'acknowledge' }),
    refuses: act({ is: 'refuse', reason: 'cannot come' }),
    promises: (etaMinutes: number, liftId?: string) => act({ is: 'eta', etaMinutes })(liftId),
    arrives: act({ is: 'arrive' }),
    frees: act({ is: 'release' }),
    confirms: act({ is: 'confirm' }),
    rejects: act({ is: 'reject' }),
    closes: act({ is: 'close', causeCode: 'door-system', force: false }),
  };
};

/** What is asked of the whole run when it is over. */
class Asked {
  readonly #run: Run;
  /** What was held back, oldest first: `recipient reason: outcome`. */
  readonly heldBack: readonly { readonly to: string; readonly line: string }[];
  constructor(run: Run, heldBack: Asked['heldBack']) {
    this.#run = run;
    this.heldBack = heldBack;
  }

  deliveries(who: { readonly role?: string; readonly to?: string }, span?: Span): readonly Delivery[] {
    return this.#run.deliveries.filter(
      (d) =>
        (who.role === undefined || d.role === who.role) &&
        (who.to === undefined || d.recipientId === who.to) &&
        (span === undefined || (d.createdAtMs >= span.fromMs && d.createdAtMs <= span.toMs)),
    );
  }

  told(who: { readonly role?: string; readonly to?: string }): readonly string[] {
    return this.deliveries(who).map((d) => `${clock(d.createdAtMs)} ${d.notice}`);
  }

  incident(liftId = 'L1', kind?: string): Incident {
    const found = newest(this.#run, liftId, kind);
    if (!found) throw new RangeError(`no incident at ${liftId}`);
    return found;
  }

  incidents(): readonly Incident[] {
    return [...this.#run.incidents.values()];
  }

  get refusals(): readonly string[] {
    return this.#run.refusals;
  }
}

const openRun = async (setup: Setup): Promise<Run> => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  await migrateDatabase(database, dispatchMigrations);
  const open = async (): Promise<DispatchPipeline> => {
    const registry = await openRegistryView(database, {});
    return openDispatchPipeline({
      database,
      directory: registry,
      topology: registry,
      policy: setup.policy ?? rescuePolicy,
    });
  };
  const run: Run = {
    database,
    pipeline: await open(),
    incidents: new Map(),
    deliveries: [],
    refusals: [],
    reopen: async () => {
      run.pipeline = await open();
    },
  };
  await saveRegistry(database, readRegistryFile(JSON.stringify(setup.registry ?? town), 'yaml'), {
    nowMs: T0,
    by: 'op',
  });
  await run.reopen();
  return run;
};

/** A town with all three levels, unless a scenario brings its own. */
export const town = {
  districts: [{ districtId: '120101', name: '和平区' }],
  sites: [{ siteId: 'S1', name: '天塔花园', districtId: '120101' }],
  firms: [{ firmId: 'F1', name: '安梯维保' }],
  contacts: [
    { contactId: 'firm-desk', role: 'firm', firmId: 'F1', channel: 'webhook', address: 'https://firm.example/hook' },
    { contactId: 'crew-1', role: 'crew', firmId: 'F1', channel: 'sms', address: '13800000001' },
    {
      contactId: 'crew-1-call',
      personId: 'crew-1',
      role: 'crew',
      firmId: 'F1',
      channel: 'voice',
      address: '13800000001',
    },
    { contactId: 'crew-2', role: 'crew', firmId: 'F1', channel: 'sms', address: '13800000002' },
    { contactId: 'manager', role: 'manager', siteId: 'S1', channel: 'sms', address: '13800000003' },
    { contactId: 'platform', role: 'platform', channel: 'cap', address: 'https://city.example/cap' },
    { contactId: 'station', role: 'station', districtId: '120101', channel: 'sms', address: '13800000004' },
    {
      contactId: 'fire',
      role: 'rescue',
      districtId: '120101',
      channel: 'webhook',
      address: 'https://fire.example/hook',
    },
    { contactId: 'desk', role: 'operator', channel: 'log', address: '' },
  ],
  rotas: [
    { rotaId: 'F1-crew', firmId: 'F1', layer: 'crew', shifts: [{ from: '00:00', to: '00:00', people: ['crew-1'] }] },
    {
      rotaId: 'F1-backup',
      firmId: 'F1',
      layer: 'backup',
      shifts: [{ from: '00:00', to: '00:00', people: ['crew-2'] }],
    },
  ],
} as const;

export interface Setup {
  readonly registry?: object;
  readonly policy?: DispatchPolicy;
}

/** A span in which dispatch does not run: nothing is looked at, and the database is opened again at its end. */
interface Outage extends Span {}

const runUntil = async (
  run: Run,
  plan: {
    readonly steps: readonly { readonly atMs: number; readonly step: Step }[];
    readonly outages: readonly Outage[];
  },
  endMs: number,
): Promise<void> => {
  const isDown = (ms: number): boolean => plan.outages.some((o) => ms >= o.fromMs && ms < o.toMs);
  const steps = [...plan.steps, ...plan.outages.map((o) => ({ atMs: o.toMs, step: (r: Run) => r.reopen() }))];
  steps.sort((a, b) => a.atMs - b.atMs);
  const letTimePass = async (untilMs: number): Promise<void> => {
    for (let due = run.pipeline.nextDueMs(); due !== undefined && due <= untilMs; due = run.pipeline.nextDueMs()) {
      if (isDown(due)) return;
      keep(run, await run.pipeline.advanceTo(due));
      if (run.pipeline.nextDueMs() === due) throw new RangeError(`${clock(due)} is due and stays due`);
    }
  };
  for (const { atMs, step } of steps) {
    await letTimePass(atMs - 1);
    await step(run);
    if (!isDown(atMs)) keep(run, await run.pipeline.advanceTo(atMs));
  }
  await letTimePass(endMs);
};

/**
 * One behaviour, told on a timeline with a virtual clock, and what must have been told to whom by its end:
 *
 * ```ts
 * scenario('nobody takes it on: the station is called', ({ at, until }) => {
 *   at(s(0)).lift('L1').trapsSomebody();
 *   until(minutes(4)).expectSms('station', between(minutes(3), minutes(3, 1)));
 * });
 * ```
 */
export const scenario = (name: string, tell: (line: Line) => void, setup: Setup = {}): void => {
  test(name, async () => {
    const steps: { atMs: number; step: Step }[] = [];
    const outages: Outage[] = [];
    const questions: { readonly untilMs: number; readonly ask: (asked: Asked) => void }[] = [];
    const add = (atMs: number, step: Step): void => void steps.push({ atMs, step });
    tell({
      at: (atMs) => ({
        lift: (liftId) => liftAt(atMs, liftId, add),
        person: (id) => does(atMs, id, add),
        silence: ({ author, toMs, ...place }) =>
          add(atMs, (run) =>
            run.pipeline.silence(
              { silenceId: 'S', kind: 'silence', fromMs: atMs, toMs, author, reason: 'said so', ...place },
              atMs,
            ),
          ),
        technicianSignsIn: (liftId) =>
          add(atMs, (run) => run.pipeline.attend({ liftId, jobId: 'J', isThere: true }, atMs)),
        technicianSignsOut: (liftId) =>
          add(atMs, (run) => run.pipeline.attend({ liftId, jobId: 'J', isThere: false }, atMs)),
        liftwatchIsDownUntil: (toMs) => void outages.push({ fromMs: atMs, toMs }),
      }),
      until: (untilMs) => questionsAt((ask) => void questions.push({ untilMs, ask })),
    });
    const run = await openRun(setup);
    await runUntil(run, { steps, outages }, Math.max(...questions.map((q) => q.untilMs)));
    expect(questions.length).toBeGreaterThan(0);
    const rows = await run.database.selectFrom('held_back').selectAll().orderBy('seq').execute();
    const held = rows.map((r) => ({ to: r.recipient_id, line: `${r.reason}: ${r.outcome ?? 'waiting'}` }));
    for (const { ask } of questions) ask(new Asked(run, held));
  });
};

const questionsAt = (put: (ask: (asked: Asked) => void) => void) => {
  const expectMessage =
    (channel: string) =>
    (to: string, span: Span, more: Partial<Pick<Delivery, 'notice'>> = {}) =>
      put((asked) => {
        const found = asked
          .deliveries({ to }, span)
          .filter((d) => d.channel === channel && (more.notice === undefined || d.notice === more.notice));
        expect(found, `${channel} to ${to}; told: ${asked.told({ to }).join(', ') || 'nothing'}`).toHaveLength(1);
      });
  return {
    expectSms: expectMessage('sms'),
    expectCall: expectMessage('voice'),
    expectWebhook: expectMessage('webhook'),
    expectCap: expectMessage('cap'),
    expectNothing: (to: string, span?: Span) =>
      put((asked) => expect(asked.deliveries({ to }, span).map((d) => d.notice)).toEqual([])),
    expectTold: (to: string, ...lines: readonly string[]) => put((asked) => expect(asked.told({ to })).toEqual(lines)),
    expectIncident: (liftId: string, shape: object) =>
      put((asked) => expect(asked.incident(liftId)).toMatchObject(shape)),
    expectOwner: (liftId: string, owner: string | undefined) =>
      put((asked) => expect(asked.incident(liftId).response?.owner?.id).toBe(owner)),
    expectHeldBack: (to: string, ...lines: readonly string[]) =>
      put((asked) => expect(asked.heldBack.filter((h) => h.to === to).map((h) => h.line)).toEqual(lines)),
    expectRefused: (...lines: readonly string[]) => put((asked) => expect(asked.refusals).toEqual(lines)),
    expect: (ask: (asked: Asked) => void) => put(ask),
  };
};

/** The words of a scenario. */
interface Line {
  at(atMs: number): {
    lift(liftId: string): ReturnType<typeof liftAt>;
    person(id: string): ReturnType<typeof does>;
    silence(how: { liftId?: string; siteId?: string; toMs: number; author: string }): void;
    technicianSignsIn(liftId: string): void;
    technicianSignsOut(liftId: string): void;
    liftwatchIsDownUntil(toMs: number): void;
  };
  until(untilMs: number): ReturnType<typeof questionsAt>;
}
export type { Rota };
