import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import type { DailyHead } from '../ledger/daily-head.ts';
import { readLines } from '../ledger/ledger-store.ts';
import { check } from './check.ts';
import { ledgerKindText, shownFacts } from './ledger-words.ts';

export const LEDGER_PARTS = Symbol('ledger parts');

export interface LedgerParts {
  readonly database: Kysely<DispatchTables>;
  readonly publicKey: string | undefined;
  readonly head: DailyHead | undefined;
}

export const ledgerQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  order: z.enum(['oldest', 'newest']).default('oldest').describe('Which line comes first'),
  after: z.coerce.number().int().min(0).default(0).describe('`next` of the page before'),
  subject: z.string().max(128).optional().describe('Id of an incident, delivery, contact or lift'),
});

/** The audit ledger: what was done, when, by whom, line by line, and the signed head to keep elsewhere. */
@Controller('api/v1/ledger')
export class LedgerController {
  readonly #parts: LedgerParts;
  constructor(@Inject(LEDGER_PARTS) parts: LedgerParts) {
    this.#parts = parts;
  }

  @Get()
  async lines(@Query() query: unknown): Promise<object> {
    const { limit, after, subject, order } = check(ledgerQuery, query);
    const lines = await readLines(this.#parts.database, { seq: after, limit, subject, order });
    const last = lines.at(-1);
    return {
      items: lines.map(({ document, ...line }) => {
        const facts = JSON.parse(document) as Readonly<Record<string, unknown>>;
        return { ...line, kindText: ledgerKindText(line.kind), facts, shown: shownFacts(line.kind, facts) };
      }),
      next: lines.length === limit && last ? String(last.seq) : null,
    };
  }

  @Get('head')
  async head(): Promise<object> {
    const { head } = this.#parts;
    if (!head)
      throw new DispatchError(
        'LIFT_DISPATCH_NOT_FOUND',
        'the head is not signed: set LIFTWATCH_DISPATCH_LEDGER_KEY_FILE',
        { recoverable: false },
      );
    return head.now();
  }
}
