import { DispatchError } from '../errors.ts';
import { gapsOf, handOvers, onDuty, type Rota } from '../escalation/rota.ts';
import type { Parts } from '../parts.ts';
import { saveRota } from '../registry/registry-store.ts';
import type { DeskService } from './desk.ts';
import type { DeskParts } from './open-desk.ts';

const AHEAD_MS = 72 * 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Who is on duty, when that changes, and who stands in. */
export const rotaPart = (parts: Parts, own: DeskParts) => {
  const rotaOf = (rotaId: string): Rota => {
    const { rotas } = own.registry;
    const found = rotas.find((r) => r.rotaId === rotaId);
    if (found) return found;
    throw new DispatchError('LIFT_DISPATCH_NOT_FOUND', `no rota ${rotaId}: list them with GET /api/v1/rotas`, {
      recoverable: false,
    });
  };
  const keep = async (rota: Rota, overrides: Rota['overrides']) => {
    await parts.deps.database.transaction().execute((trx) => saveRota(trx, { ...rota, overrides }));
    await own.registry.refresh();
    await own.onRegistryChanged();
    return {
      rotaId: rota.rotaId,
      overrides: overrides.map((o) => ({ from: iso(o.fromMs), to: iso(o.toMs), personId: o.personId })),
    };
  };
  const isOver =
    (span: { readonly from: string; readonly to: string }) =>
    (o: Rota['overrides'][number]): boolean =>
      o.fromMs === Date.parse(span.from) && o.toMs === Date.parse(span.to);
  return {
    onDuty(rotaId, at) {
      const rota = rotaOf(rotaId);
      const atMs = at === undefined ? parts.nowMs() : Date.parse(at);
      const moments = [atMs, ...handOvers(rota, atMs + 1, atMs + AHEAD_MS)];
      const turns = moments.map((ms) => ({ at: iso(ms), people: onDuty(rota, ms) }));
      const isNews = (n: number): boolean => turns[n]?.people.join() !== turns[n - 1]?.people.join();
      return {
        rotaId,
        firmId: rota.firmId,
        layer: rota.layer,
        at: iso(atMs),
        people: onDuty(rota, atMs),
        // Where a clock is put forward or back, or a shift follows a shift of the same person, nothing is handed over.
        handOvers: turns.filter((_, n) => n > 0 && isNews(n)),
        gaps: gapsOf(rota, { fromMs: atMs, toMs: atMs + AHEAD_MS }, (person) =>
          own.registry.isReachable(rota.firmId, person),
        ).map((gap) => ({ from: iso(gap.fromMs), to: iso(gap.toMs) })),
      };
    },
    async override(rotaId, { from, to, personId }) {
      const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
      if (toMs <= fromMs)
        throw new DispatchError('LIFT_DISPATCH_BODY_INVALID', `to: ${to} is not after from`, { recoverable: false });
      const rota = rotaOf(rotaId);
      if (!own.registry.isReachable(rota.firmId, personId))
        throw new DispatchError(
          'LIFT_DISPATCH_BODY_INVALID',
          `personId: ${personId} is no crew contact of ${rota.firmId} with an address: import the contact first`,
          { recoverable: false },
        );
      const isSame = isOver({ from, to });
      return keep(rota, [...rota.overrides.filter((o) => !isSame(o)), { fromMs, toMs, personId }]);
    },
    endOverride(rotaId, span) {
      const rota = rotaOf(rotaId);
      const isIt = isOver(span);
      if (!rota.overrides.some(isIt))
        throw new DispatchError(
          'LIFT_DISPATCH_NOT_FOUND',
          `rota ${rotaId} has no override from ${span.from} to ${span.to}`,
          {
            recoverable: false,
          },
        );
      return keep(
        rota,
        rota.overrides.filter((o) => !isIt(o)),
      );
    },
  } satisfies Partial<DeskService>;
};
