import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Incident } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import type { Erased } from '../personal/erase.ts';
import type { DailySelfTest } from '../self-test/daily-self-test.ts';
import type { Drill } from '../incidents/drill.ts';
import { openDrillAt, registeredLift } from '../self-test/drill-lift.ts';
import { saveTestCall, testCallStandings } from '../test-calls/test-call-store.ts';
import { Caller } from './access.ts';
import { check, checkLift } from './check.ts';

export const CARE_PARTS = Symbol('care parts');

export interface CareParts {
  readonly database: Kysely<DispatchTables>;
  readonly nowMs: () => number;
  readonly selfTest: DailySelfTest | undefined;
  readonly onRegistryChanged: () => Promise<void>;
  /** Forgets a contact, or a person's contacts; undefined: unknown. */
  readonly erase: (id: string, by: string) => Promise<Erased | undefined>;
  /** Stages an exercise; resolves when it is an incident and its messages are queued. */
  readonly stage: (drill: Drill) => Promise<{ readonly incidents: readonly Incident[] }>;
}

export const testCallBody = z
  .strictObject({
    id: z.string().min(1).max(128).optional().describe('Idempotency: the same id is the same call'),
    atMs: z.int().positive().optional().describe('When it came; absent: now'),
    ok: z.boolean().describe('Heard, and the voice link was good'),
  })
  .meta({ id: 'TestCallBody' });
export const drillBody = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,50}$/)
      .optional()
      .describe('Idempotency: the same id is the same exercise'),
    by: z.string().min(1).max(64).describe('Who stages it: an id, never a name or number'),
    note: z.string().min(1).max(200).optional(),
  })
  .meta({ id: 'DrillBody' });
export const testCallsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().max(128).optional().describe('`next` of the page before'),
  owed: z.enum(['true', 'false']).optional().describe('true: only lifts whose call is overdue, failed or never came'),
});

/** What keeps the pager honest: test calls of lifts, the self-test, and forgetting of people. */
@Controller('api/v1')
export class CareController {
  readonly #parts: CareParts;
  constructor(@Inject(CARE_PARTS) parts: CareParts) {
    this.#parts = parts;
  }

  @Post('lifts/:id/test-calls')
  @HttpCode(200)
  async testCall(@Param('id') id: string, @Body() body: unknown): Promise<object> {
    const { atMs, ok, ...given } = check(testCallBody, body);
    const nowMs = this.#parts.nowMs();
    const call = { id: given.id ?? randomUUID(), liftId: checkLift(id), atMs: Math.min(atMs ?? nowMs, nowMs), ok };
    await saveTestCall(this.#parts.database, call);
    return call;
  }

  /** Told to everybody whom an entrapment of this lift would be told to, each message marked as an exercise. */
  @Post('lifts/:id/drills')
  @HttpCode(200)
  async drill(@Param('id') id: string, @Body() body: unknown): Promise<object> {
    const { id: given, by, note } = check(drillBody, body);
    const lift = await registeredLift(this.#parts.database, checkLift(id));
    const drillId = given ?? randomUUID();
    const drill = { drillId, liftId: id, lift, by, ...(note === undefined ? {} : { note }) };
    const { incidents } = await this.#parts.stage(drill);
    const incidentId = incidents.at(-1)?.incidentId ?? (await openDrillAt(this.#parts.database, id));
    return { drillId, liftId: id, incidentId: incidentId ?? null };
  }

  @Get('test-calls')
  async testCalls(@Query() query: unknown, @Caller() caller: Principal): Promise<object> {
    const { limit, after, owed } = check(testCallsQuery, query);
    const found = await testCallStandings(this.#parts.database, {
      ...{ nowMs: this.#parts.nowMs(), limit: limit + 1, after, scope: caller.scope, onlyOwed: owed === 'true' },
    });
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.liftId ?? null) : null };
  }

  @Get('self-test')
  selfTest(): object {
    return { configured: this.#parts.selfTest !== undefined, last: this.#parts.selfTest?.last() ?? null };
  }

  @Post('self-test')
  @HttpCode(200)
  async runSelfTest(): Promise<object> {
    const { selfTest } = this.#parts;
    if (!selfTest)
      throw new DispatchError(
        'LIFT_DISPATCH_NOT_FOUND',
        'no self-test is configured: set LIFTWATCH_DISPATCH_SELF_TEST_PHONE and LIFTWATCH_DISPATCH_BROKER_URL',
        { recoverable: false },
      );
    return selfTest.run();
  }

  @Post('contacts/:id/erase')
  @HttpCode(200)
  async erase(@Param('id') id: string, @Caller() caller: Principal): Promise<object> {
    const erased = await this.#parts.erase(id, caller.id);
    if (!erased)
      throw new DispatchError('LIFT_DISPATCH_NOT_FOUND', `no contact ${id.slice(0, 64)}`, { recoverable: false });
    await this.#parts.onRegistryChanged();
    return erased;
  }
}
