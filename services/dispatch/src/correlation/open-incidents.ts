import type { Incident } from '@liftwatch/schemas';
import { LayeredMap } from './layered-map.ts';

/** The open incidents by their id, in the order in which they were opened; found by their scope without looking at the others. */
export interface OpenIncidents extends ReadonlyMap<string, Incident> {
  /** Those of one lift, site or network, in the order of the whole. */
  inScope(scope: string): readonly Incident[];
}

/** To be changed in place. Set anew, an incident keeps its place. */
export interface WritableIncidents extends OpenIncidents {
  set(incidentId: string, incident: Incident): unknown;
  delete(incidentId: string): unknown;
}

const NONE: readonly Incident[] = [];

/** Of a wide outage there are tens of thousands, and each finding asks several times what is open at its lift. */
export class IncidentsByScope extends Map<string, Incident> implements WritableIncidents {
  /** Ids by scope. */
  readonly #scopes = new Map<string, Set<string>>();

  constructor(incidents: Iterable<Incident> = []) {
    super();
    for (const incident of incidents) this.set(incident.incidentId, incident);
  }

  override set(incidentId: string, incident: Incident): this {
    const before = this.get(incidentId);
    if (before && before.scope !== incident.scope) this.#leave(before.scope, incidentId);
    const ids = this.#scopes.get(incident.scope);
    if (ids) ids.add(incidentId);
    else this.#scopes.set(incident.scope, new Set([incidentId]));
    return super.set(incidentId, incident);
  }

  override delete(incidentId: string): boolean {
    const before = this.get(incidentId);
    if (before) this.#leave(before.scope, incidentId);
    return super.delete(incidentId);
  }

  override clear(): void {
    this.#scopes.clear();
    super.clear();
  }

  inScope(scope: string): readonly Incident[] {
    const ids = this.#scopes.get(scope);
    return ids ? Array.from(ids, (id) => this.get(id) as Incident) : NONE;
  }

  #leave(scope: string, incidentId: string): void {
    const ids = this.#scopes.get(scope);
    ids?.delete(incidentId);
    if (ids?.size === 0) this.#scopes.delete(scope);
  }
}

/** Open incidents seen through changes that are not yet made. */
export class LayeredIncidents extends LayeredMap<string, Incident> implements WritableIncidents {
  readonly #below: OpenIncidents;

  constructor(below: OpenIncidents) {
    super(below);
    this.#below = below;
  }

  inScope(scope: string): readonly Incident[] {
    const below = this.#below.inScope(scope);
    if (this.changed().size === 0 && this.gone().size === 0) return below;
    const kept = below.flatMap(({ incidentId }) => this.#here(incidentId, scope));
    // What a decision changes is little.
    const added = [...this.changed().values()].filter(
      (one) => one.scope === scope && this.#below.get(one.incidentId)?.scope !== scope,
    );
    return added.length === 0 ? kept : [...kept, ...added];
  }

  #here(incidentId: string, scope: string): readonly Incident[] {
    const incident = this.get(incidentId);
    return incident?.scope === scope ? [incident] : NONE;
  }
}
