import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { HttpReply } from './http-reply.ts';

/** What the console's HTTP surface shows. */
export interface ConsoleView {
  readonly page: string;
  readonly metrics: Registry;
  isReady(): boolean;
}
export const CONSOLE_VIEW = Symbol('ConsoleView');

@Controller()
export class ConsoleController {
  readonly #view: ConsoleView;
  constructor(@Inject(CONSOLE_VIEW) view: ConsoleView) {
    this.#view = view;
  }

  @Get()
  start(@Res({ passthrough: true }) reply: HttpReply): string {
    void reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .header('x-content-type-options', 'nosniff');
    return this.#view.page;
  }

  @Get('healthz')
  health(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('readyz')
  readiness(@Res({ passthrough: true }) reply: HttpReply): { ready: boolean; reasons: string[] } {
    const ready = this.#view.isReady();
    void reply.status(ready ? 200 : 503);
    return { ready, reasons: ready ? [] : ['the console is stopping'] };
  }

  @Get('metrics')
  async metrics(@Res({ passthrough: true }) reply: HttpReply): Promise<string> {
    void reply.type(this.#view.metrics.contentType);
    return this.#view.metrics.metrics();
  }
}
