import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Principal } from '../access/principal.ts';
import { DispatchError } from '../errors.ts';
import type { Worklist } from '../worklist-desk/worklist-desk.ts';
import { Caller } from './access.ts';
import { check } from './check.ts';
import { capacityBody, crewBodies, isCrewWord, rankBody } from './worklist-schemas.ts';

export const WORKLIST = Symbol('worklist');

/** Warnings as firms work on them. */
@Controller('api/v1')
export class WorklistController {
  readonly #worklist: Worklist;
  constructor(@Inject(WORKLIST) worklist: Worklist) {
    this.#worklist = worklist;
  }

  @Get('worklists')
  async firms(@Caller() caller: Principal): Promise<object> {
    return { firms: await this.#worklist.firms(caller.scope) };
  }

  @Get('worklists/precision')
  async precision(@Caller() caller: Principal): Promise<object> {
    return { rows: await this.#worklist.precision(caller.scope) };
  }

  @Get('worklists/:firm')
  list(@Param('firm') firm: string, @Caller() caller: Principal): Promise<object> {
    return this.#worklist.list(firm, caller.scope);
  }

  @Get('worklist-items/:id')
  item(@Param('id') id: string): Promise<object> {
    return this.#worklist.item(id);
  }

  @Post('worklists/:firm/rank')
  @HttpCode(200)
  async rank(@Param('firm') firm: string, @Body() body: unknown, @Caller() caller: Principal): Promise<object> {
    await this.#worklist.rankNow(firm, check(rankBody, body).by);
    return this.#worklist.list(firm, caller.scope);
  }

  @Post('worklists/:firm/capacity')
  @HttpCode(200)
  async capacity(@Param('firm') firm: string, @Body() body: unknown, @Caller() caller: Principal): Promise<object> {
    const { perDay, by } = check(capacityBody, body);
    await this.#worklist.setCapacity(firm, perDay, by);
    return this.#worklist.list(firm, caller.scope);
  }

  @Post('worklist-items/:id/:word')
  @HttpCode(200)
  async answer(@Param() step: { readonly id: string; readonly word: string }, @Body() body: unknown): Promise<object> {
    const { id, word } = step;
    if (isCrewWord(word)) return this.#worklist.answer(id, { what: word, ...check(crewBodies[word], body) });
    throw new DispatchError(
      'LIFT_DISPATCH_NOT_FOUND',
      `no step "${word.slice(0, 40)}": it is one of ${Object.keys(crewBodies).join(', ')}`,
      { recoverable: false },
    );
  }
}
