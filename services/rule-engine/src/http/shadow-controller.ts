import { Controller, Get, Inject } from '@nestjs/common';
import type { ShadowAnswer } from './schemas.ts';

/** How a candidate rule set compares, over the partitions held here. */
export type ShadowSource = () => ShadowAnswer;
export const SHADOW = Symbol('shadow');

@Controller()
export class ShadowController {
  readonly #shadow: ShadowSource;
  constructor(@Inject(SHADOW) shadow: ShadowSource) {
    this.#shadow = shadow;
  }

  @Get('api/v1/shadow')
  shadow(): ShadowAnswer {
    return this.#shadow();
  }
}
