import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { CONSOLE_VIEW, type ConsoleView } from './console-view.ts';
import type { HttpReply } from './http-reply.ts';
import { openApiDocument, type OpenApiDocument } from './openapi.ts';

/** Health, metrics, the document of this surface. */
@Controller()
export class ConsoleController {
  readonly #view: ConsoleView;
  readonly #openapi = openApiDocument();
  readonly #asyncapi = readFileSync(fileURLToPath(import.meta.resolve('@liftwatch/schemas/asyncapi.json')), 'utf8');
  constructor(@Inject(CONSOLE_VIEW) view: ConsoleView) {
    this.#view = view;
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

  @Get('openapi.json')
  openapi(): OpenApiDocument {
    return this.#openapi;
  }

  /** What terminals say and hear, by topic. */
  @Get('asyncapi.json')
  asyncapi(@Res({ passthrough: true }) reply: HttpReply): string {
    void reply.type('application/json');
    return this.#asyncapi;
  }
}
