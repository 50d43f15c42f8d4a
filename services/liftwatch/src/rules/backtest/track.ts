import {
  openDispatchPipeline,
  openRegistryView,
  rescuePolicy,
  saveRegistry,
  smsSegmentsCount,
  type DispatchPipeline,
  type DispatchTables,
  type RegistryFile,
} from '@liftwatch/dispatch';
import type { Arrival } from '@liftwatch/rule-engine';
import type { Delivery, LiftFacts, RuleSet } from '@liftwatch/schemas';
import { openSqliteDatabase } from '@liftwatch/stores';
import { RuledEngine } from '../ruled-engine.ts';

/** What one rule would have found and sent. */
export interface RuleTally {
  readonly rule: string;
  suspected: number;
  alarms: number;
  withdrawn: number;
  lifts: Set<string>;
  messages: number;
  sms: number;
}

export interface TrackTally {
  readonly version: string;
  readonly byRule: Map<string, RuleTally>;
  incidents: number;
  messages: Record<string, number>;
  smsSegments: number;
  voiceCalls: number;
  failures: number;
}

type Changes = Awaited<ReturnType<DispatchPipeline['apply']>>;

/** Messages of a delayed decision or of several rules together belong to nobody alone. */
const SHARED = '(grouped)';

/** One version judged over a recording: engine, correlation, routing, all in memory; nothing is sent. */
export class Track {
  readonly tally: TrackTally;
  readonly #engine: RuledEngine;
  readonly #pipeline: DispatchPipeline;
  readonly #sites: Map<string, Set<string>>;
  readonly #alarmed = new Set<string>();
  readonly #ruleOfIncident = new Map<string, string>();
  readonly #close: () => Promise<void>;
  #position = 0;

  private constructor(o: {
    version: string;
    engine: RuledEngine;
    pipeline: DispatchPipeline;
    sites: Map<string, Set<string>>;
    close: () => Promise<void>;
  }) {
    this.#engine = o.engine;
    this.#pipeline = o.pipeline;
    this.#sites = o.sites;
    this.#close = o.close;
    this.tally = {
      version: o.version,
      byRule: new Map(),
      incidents: 0,
      messages: {},
      smsSegments: 0,
      voiceCalls: 0,
      failures: 0,
    };
  }

  /** `set` undefined: as the recording itself has it. */
  static async open(set: RuleSet | undefined, registry: RegistryFile | undefined): Promise<Track> {
    const database = openSqliteDatabase<DispatchTables>(':memory:');
    const sites = new Map<string, Set<string>>();
    const topology = { liftsOfSite: (siteId: string) => sites.get(siteId)?.size };
    const pipeline = await openDispatchPipeline({ database, topology, policy: rescuePolicy });
    const facts = new Map<string, LiftFacts>();
    let open = pipeline;
    if (registry) {
      await saveRegistry(database, registry, { nowMs: 0, by: 'backtest' });
      const view = await openRegistryView(database, {});
      open = await openDispatchPipeline({ database, topology: view, directory: view, policy: rescuePolicy });
      for (const { kind, row } of registry.rows) if (kind === 'lift') facts.set(row.liftId, row as LiftFacts);
    }
    return new Track({
      version: set?.version ?? 'as recorded',
      engine: new RuledEngine(set, facts),
      pipeline: open,
      sites,
      close: () => database.destroy(),
    });
  }

  async take(arrival: Arrival): Promise<void> {
    if (arrival.type === 'context' && arrival.context.type === 'lift-facts' && arrival.context.siteId !== undefined) {
      const { siteId, liftId } = arrival.context;
      this.#sites.set(siteId, (this.#sites.get(siteId) ?? new Set()).add(liftId));
    }
    if (arrival.type === 'context' && arrival.context.type === 'lift-removed')
      for (const lifts of this.#sites.values()) lifts.delete(arrival.context.liftId);
    const out = this.#engine.take(arrival);
    this.tally.failures += out.failures.length;
    for (const finding of [...out.findings]) {
      const tally = this.#rule(finding.rule.name);
      if (finding.stage === 'suspected' && finding.change === 'raised') tally.suspected++;
      if (finding.stage === 'withdrawn') tally.withdrawn++;
      if (finding.stage === 'alarm' && !this.#alarmed.has(finding.findingId)) {
        this.#alarmed.add(finding.findingId);
        tally.alarms++;
        tally.lifts.add(finding.liftId);
      }
      if (finding.change === 'cleared') this.#alarmed.delete(finding.findingId);
      this.#count(await this.#pipeline.apply({ position: ++this.#position, finding }), finding.rule.name);
    }
    if (arrival.type === 'tick') this.#count(await this.#pipeline.advanceTo(arrival.receivedAtMs), undefined);
  }

  close(): Promise<void> {
    return this.#close();
  }

  #rule(rule: string): RuleTally {
    const known = this.tally.byRule.get(rule);
    if (known) return known;
    const fresh = { rule, suspected: 0, alarms: 0, withdrawn: 0, lifts: new Set<string>(), messages: 0, sms: 0 };
    this.tally.byRule.set(rule, fresh);
    return fresh;
  }

  #count({ incidents, deliveries }: Changes, rule: string | undefined): void {
    for (const { incidentId, revision } of incidents) {
      if (revision === 1) this.tally.incidents++;
      if (rule !== undefined && !this.#ruleOfIncident.has(incidentId)) this.#ruleOfIncident.set(incidentId, rule);
    }
    for (const delivery of deliveries) this.#message(delivery, rule);
  }

  #message(delivery: Delivery, rule: string | undefined): void {
    const { channel, incidentId } = delivery;
    const tally = this.#rule(rule ?? this.#ruleOfIncident.get(incidentId) ?? SHARED);
    this.tally.messages[channel] = (this.tally.messages[channel] ?? 0) + 1;
    tally.messages++;
    if (channel === 'voice') this.tally.voiceCalls++;
    if (channel !== 'sms') return;
    tally.sms++;
    this.tally.smsSegments += smsSegmentsCount(delivery);
  }
}
