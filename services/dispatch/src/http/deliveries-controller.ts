import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { deliveryStates, type Delivery, type Incident } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { incidentsIn } from '../access/rows.ts';
import { masked } from '../channels/masked.ts';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import { isPersonal } from '../holding/stage.ts';
import { isLive } from '../incidents/states.ts';
import { attemptsOf } from '../outbox/attempts.ts';
import { changeDelivery } from '../outbox/delivery-store.ts';
import { tellsOngoing } from '../routing/notices.ts';
import { Caller } from './access.ts';
import { check } from './check.ts';

export const DELIVERY_PARTS = Symbol('delivery parts');

export interface DeliveryRouteParts {
  readonly database: Kysely<DispatchTables>;
  readonly nowMs: () => number;
  readonly wakeOutbox: () => void;
}

export const deliveriesQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.coerce.number().int().min(0).optional().describe('`next` of the page before'),
  state: z.enum(deliveryStates).optional().describe('failed: the dead letters'),
});

const shown = (document: string): Delivery => {
  const delivery = JSON.parse(document) as Delivery;
  return delivery.address === undefined ? delivery : { ...delivery, address: masked(delivery.address) };
};

const unknown = (id: string): DispatchError =>
  new DispatchError('LIFT_DISPATCH_NOT_FOUND', `no delivery ${id.slice(0, 64)}`, { recoverable: false });

/** Messages with what became of each attempt; dead letters, and another try. */
@Controller('api/v1/deliveries')
export class DeliveriesController {
  readonly #parts: DeliveryRouteParts;
  constructor(@Inject(DELIVERY_PARTS) parts: DeliveryRouteParts) {
    this.#parts = parts;
  }

  @Get()
  async list(@Query() query: unknown, @Caller() caller: Principal): Promise<object> {
    const { limit, after, state } = check(deliveriesQuery, query);
    const { scope } = caller;
    let select = this.#parts.database
      .selectFrom('delivery')
      .innerJoin('incident', 'incident.incident_id', 'delivery.incident_id')
      .select(['delivery.seq', 'delivery.document'])
      .orderBy('delivery.seq', 'desc')
      .limit(limit + 1);
    if (state !== undefined) select = select.where('delivery.state', '=', state);
    if (after !== undefined) select = select.where('delivery.seq', '<', after);
    if (scope !== undefined) select = select.where((e) => incidentsIn(scope)(e as never) as never);
    const rows = await select.execute();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => shown(row.document)),
      next: rows.length > limit && last ? String(last.seq) : null,
    };
  }

  @Get(':id')
  async one(@Param('id') id: string): Promise<object> {
    const { database } = this.#parts;
    const row = await database
      .selectFrom('delivery')
      .select('document')
      .where('delivery_id', '=', id)
      .executeTakeFirst();
    if (!row) throw unknown(id);
    return { delivery: shown(row.document), attempts: await attemptsOf(database, id) };
  }

  /** A dead letter is tried again, for another day, by every carrier anew. */
  @Post(':id/retry')
  @HttpCode(200)
  async retry(@Param('id') id: string): Promise<object> {
    const nowMs = this.#parts.nowMs();
    await this.#refuseOverdue(id);
    const changed = await changeDelivery(this.#parts.database, id, {
      change: (delivery) => {
        if (delivery.state !== 'failed')
          throw new DispatchError(
            'LIFT_DISPATCH_NOT_OPEN',
            `delivery ${id} is ${delivery.state}: only failed ones are retried`,
            {
              recoverable: false,
            },
          );
        const { failedAtMs: _f, unreachedAtMs: _u, refusedBy: _r, lineBusySinceMs: _l, ...rest } = delivery;
        return { delivery: { ...rest, state: 'queued', attempts: 0, tried: [], retriedAtMs: nowMs }, dueAtMs: nowMs };
      },
    });
    if (!changed) throw unknown(id);
    this.#parts.wakeOutbox();
    return shown(JSON.stringify(changed.delivery));
  }

  /** A call to come that is sent after its incident has ended sends people to an empty car. */
  async #refuseOverdue(id: string): Promise<void> {
    const row = await this.#parts.database
      .selectFrom('delivery')
      .innerJoin('incident', 'incident.incident_id', 'delivery.incident_id')
      .select(['delivery.document as sent', 'incident.document as incident'])
      .where('delivery_id', '=', id)
      .executeTakeFirst();
    if (!row) return;
    const [delivery, incident] = [JSON.parse(row.sent) as Delivery, JSON.parse(row.incident) as Incident];
    if (!isPersonal(delivery) || !tellsOngoing(delivery)) return;
    const goesOn = isLive(incident) || incident.state === 'suspected';
    if (goesOn && delivery.episode === incident.episode) return;
    throw new DispatchError(
      'LIFT_DISPATCH_NOT_OPEN',
      `delivery ${id} calls people to what is over: incident ${incident.incidentId} is ${incident.state}; tell them by hand what they must know`,
      { recoverable: false },
    );
  }
}
