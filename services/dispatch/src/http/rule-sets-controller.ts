import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { DispatchError } from '../errors.ts';
import type { RuleSets } from '../rule-sets/rule-sets.ts';
import { check, checkLift } from './check.ts';
import { DESK, type DeskService } from './desk.ts';
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
  readonly #desk: DeskService;
  readonly #sets: RuleSets;
  constructor(@Inject(DESK) desk: DeskService, @Inject(RULE_SETS) sets: RuleSets) {
    this.#desk = desk;
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
  async publish(@Headers('authorization') who: string | undefined, @Body() body: unknown): Promise<object> {
    this.#allow(who);
    return this.#sets.publish(contentOf(body));
  }

  @Post('rule-sets/check')
  @HttpCode(200)
  checkSet(@Headers('authorization') who: string | undefined, @Body() body: unknown): object {
    this.#allow(who);
    const { version, overrides, rules } = this.#sets.check(contentOf(body));
    return { ok: true, version, overridesCount: overrides.length, rulesCount: rules.length };
  }

  @Post('rule-sets/rollback')
  @HttpCode(200)
  async rollBack(@Headers('authorization') who: string | undefined, @Body() body: unknown): Promise<object> {
    this.#allow(who);
    return this.#sets.rollBack(check(reasonBody, body));
  }

  @Post('rule-sets/amend')
  @HttpCode(200)
  async amend(@Headers('authorization') who: string | undefined, @Body() body: unknown): Promise<object> {
    this.#allow(who);
    return this.#sets.amend(check(amendBody, body));
  }

  @Post('rule-sets/shadow/stop')
  @HttpCode(200)
  async stopShadow(@Headers('authorization') who: string | undefined, @Body() body: unknown): Promise<object> {
    this.#allow(who);
    return this.#sets.stopShadow(check(reasonBody, body));
  }

  @Post('rule-sets/:version/activate')
  @HttpCode(200)
  async activate(
    @Headers('authorization') who: string | undefined,
    @Param('version') version: string,
    @Body() body: unknown,
  ): Promise<object> {
    this.#allow(who);
    return this.#sets.activate(version, check(reasonBody, body));
  }

  @Post('rule-sets/:version/shadow')
  @HttpCode(200)
  async startShadow(
    @Headers('authorization') who: string | undefined,
    @Param('version') version: string,
    @Body() body: unknown,
  ): Promise<object> {
    this.#allow(who);
    return this.#sets.startShadow(version, check(reasonBody, body));
  }

  #allow(authorization: string | undefined): void {
    if (!this.#desk.isWriter(authorization))
      throw new DispatchError(
        'LIFT_DISPATCH_TOKEN_WRONG',
        'changes need `authorization: Bearer <token>`, the token of LIFTWATCH_DISPATCH_TOKEN_FILE',
        { recoverable: false },
      );
  }
}
