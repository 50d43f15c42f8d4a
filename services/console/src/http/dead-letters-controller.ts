import { Controller, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ConsoleError } from '../errors.ts';
import { refuseForeign } from '../upstream/origin.ts';
import { CONSOLE_VIEW, type ConsoleView, type DeadLetters } from './console-view.ts';
import { notYours, visitorOf } from './door-guard.ts';
import type { HttpRequest } from './http-reply.ts';

const SHOWN_LETTERS = 200;

/** What was refused lately, and judging it anew. Only beside the broker: the log is on its disk. */
@Controller('api/v1/dead-letters')
export class DeadLettersController {
  readonly #view: ConsoleView;
  constructor(@Inject(CONSOLE_VIEW) view: ConsoleView) {
    this.#view = view;
  }

  @Get()
  async newest(@Req() request: HttpRequest): Promise<object> {
    this.#assertSeesWhole(request);
    return { letters: await this.#letters().newest(SHOWN_LETTERS) };
  }

  @Post('redrive')
  @HttpCode(200)
  redrive(@Req() request: HttpRequest): Promise<object> {
    const { host, origin, 'content-type': contentType } = request.headers;
    refuseForeign({ host, origin, contentType }, this.#view.door);
    const { may, person } = visitorOf(request);
    if (person === undefined && !may.change)
      throw new ConsoleError('LIFT_CONSOLE_CHANGES_CLOSED', 'sign in first, or use `liftwatch dead-letters redrive`');
    if (!may.change || !may.seeWhole) throw notYours('judging refused publishes anew');
    return this.#letters().redrive();
  }

  /** How far the re-drive that goes on is; null: none goes on. */
  @Get('redrive')
  progress(@Req() request: HttpRequest): object {
    this.#assertSeesWhole(request);
    return { running: this.#letters().progress() ?? null };
  }

  /** They are whatever terminals say, of any lift. */
  #assertSeesWhole(request: HttpRequest): void {
    if (!visitorOf(request).may.seeWhole) throw notYours('what was refused');
  }

  #letters(): DeadLetters {
    if (this.#view.deadLetters) return this.#view.deadLetters;
    throw new ConsoleError(
      'LIFT_CONSOLE_DEAD_LETTERS_ELSEWHERE',
      'this console does not run beside the broker: use `liftwatch dead-letters list` where it runs',
    );
  }
}
