import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { DispatchError } from '../errors.ts';
import type { RuleSets } from '../rule-sets/rule-sets.ts';
import { check, checkLift } from './check.ts';
import { amendBody, reasonBody } from './rule-sets-schemas.ts';

export const RULE_SETS = Symbol('rule sets');

const contentOf = (body: unknown): string | object => {
  if (typeof body === 'string' || (typeof body === 'object' && body !== null)) return body;
  throw new DispatchError('LIFT_DISPATCH_BODY_INVALID', 'send the rule set as application/yaml or application/json', {
    recoverable: false,
  });
};

/** Versions of what users change about rules. Every change is by somebody, for a reason, and on the record. */
@Controller('api/v1')
export class RuleSetsController {
  readonly #sets: RuleSets;
  constructor(@Inject(RULE_SETS) sets: RuleSets) {
    this.#sets = sets;
  }

  @Get('rule-sets')
  list(): Promise<object> {
    return this.#sets.list();
  }

  @Get('rule-sets/audit')
  async audit(): Promise<object> {
    return { changes: await this.#sets.audit() };
  }

  @Get('rule-sets/:version')
  get(@Param('version') version: string): Promise<object> {
    return this.#sets.get(version);
  }

  @Get('lifts/:id/rules')
  rulesOf(@Param('id') id: string): Promise<object> {
    return this.#sets.rulesOf(checkLift(id));
  }

  @Post('rule-sets')
  @HttpCode(200)
  async publish(@Body() body: unknown): Promise<object> {
    return this.#sets.publish(contentOf(body));
  }

  @Post('rule-sets/check')
  @HttpCode(200)
  checkSet(@Body() body: unknown): object {
    const { version, overrides, rules } = this.#sets.check(contentOf(body));
    return { ok: true, version, overridesCount: overrides.length, rulesCount: rules.length };
  }

  @Post('rule-sets/rollback')
  @HttpCode(200)
  async rollBack(@Body() body: unknown): Promise<object> {
    return this.#sets.rollBack(check(reasonBody, body));
  }

  @Post('rule-sets/amend')
  @HttpCode(200)
  async amend(@Body() body: unknown): Promise<object> {
    return this.#sets.amend(check(amendBody, body));
  }

  @Post('rule-sets/shadow/stop')
  @HttpCode(200)
  async stopShadow(@Body() body: unknown): Promise<object> {
    return this.#sets.stopShadow(check(reasonBody, body));
  }

  @Post('rule-sets/:version/activate')
  @HttpCode(200)
  async activate(@Param('version') version: string, @Body() body: unknown): Promise<object> {
    return this.#sets.activate(version, check(reasonBody, body));
  }

  @Post('rule-sets/:version/shadow')
  @HttpCode(200)
  async startShadow(@Param('version') version: string, @Body() body: unknown): Promise<object> {
    return this.#sets.startShadow(version, check(reasonBody, body));
  }
}
