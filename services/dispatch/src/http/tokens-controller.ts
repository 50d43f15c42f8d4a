import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { scopeOf, scopeProblem, type Principal } from '../access/principal.ts';
import { roles } from '../access/roles.ts';
import { addToken, listTokens, revokeToken } from '../access/tokens.ts';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import { Caller } from './access.ts';
import { check } from './check.ts';

export const TOKEN_PARTS = Symbol('token parts');

export interface TokenParts {
  readonly database: Kysely<DispatchTables>;
  readonly nowMs: () => number;
}

const ids = z.array(z.string().min(1).max(64)).max(200).default([]);
export const tokenBody = z
  .strictObject({
    label: z.string().min(1).max(64).describe('What it is for; never a name or number of a person'),
    role: z.enum(roles),
    firmIds: ids.describe('Firms whose rows it sees; needed for role firm'),
    siteIds: ids.describe('Sites whose rows it sees; needed for role manager'),
    districtIds: ids.describe('Districts whose rows it sees; needed for role regulator'),
    expiresInDays: z.number().min(1).max(3_650).optional().describe('Absent: until it is revoked'),
  })
  .superRefine((body, context) => {
    const problem = scopeProblem(body.role, scopeOf(body.role, body));
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['role'], message: problem });
  })
  .meta({ id: 'TokenBody' });

const DAY_MS = 86_400_000;

/** Tokens of people and programs; their secrets are told once. */
@Controller('api/v1/tokens')
export class TokensController {
  readonly #parts: TokenParts;
  constructor(@Inject(TOKEN_PARTS) parts: TokenParts) {
    this.#parts = parts;
  }

  @Get()
  async list(): Promise<object> {
    return { items: await listTokens(this.#parts.database), next: null };
  }

  @Post()
  @HttpCode(201)
  async add(@Body() body: unknown, @Caller() caller: Principal): Promise<object> {
    const { label, role, expiresInDays, ...scope } = check(tokenBody, body);
    const nowMs = this.#parts.nowMs();
    const expiresAtMs = expiresInDays === undefined ? undefined : nowMs + expiresInDays * DAY_MS;
    const made = await addToken(this.#parts.database, { label, role, scope, expiresAtMs }, { id: caller.id, nowMs });
    return { ...made.row, token: made.token };
  }

  @Delete(':id')
  @HttpCode(200)
  async revoke(@Param('id') id: string): Promise<object> {
    if (!(await revokeToken(this.#parts.database, id, this.#parts.nowMs())))
      throw new DispatchError('LIFT_DISPATCH_NOT_FOUND', `no token ${id.slice(0, 40)}`, { recoverable: false });
    return { tokenId: id, revoked: true };
  }
}
