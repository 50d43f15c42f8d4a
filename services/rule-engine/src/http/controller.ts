import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import { EngineError } from '../errors.ts';
import { ENGINE_VIEW, type EngineView } from './engine-view.ts';
import type { HttpReply } from './http-reply.ts';
import { openApiDocument, type OpenApiDocument } from './openapi.ts';
import { findingsQuery, liftPath, liftsQuery } from './schemas.ts';

const check = <T extends z.ZodType>(schema: T, value: unknown): z.infer<T> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`).join('; ');
  throw new EngineError('LIFT_ENGINE_REQUEST_INVALID', `${wrong}; see /openapi.json`, { status: 400 });
};

const known = <T>(id: string, answer: T | undefined): T => {
  if (answer !== undefined) return answer;
  throw new EngineError(
    'LIFT_ENGINE_LIFT_UNKNOWN',
    `lift ${id} has sent nothing to the partitions held here: check the id, or ask the engine that holds its partition`,
    { status: 404 },
  );
};

@Controller()
export class EngineController {
  readonly #engine: EngineView;
  readonly #openapi = openApiDocument();
  constructor(@Inject(ENGINE_VIEW) engine: EngineView) {
    this.#engine = engine;
  }

  @Get('healthz')
  health(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('readyz')
  readiness(@Res({ passthrough: true }) reply: HttpReply): ReturnType<EngineView['readiness']> {
    const readiness = this.#engine.readiness();
    void reply.status(readiness.ready ? 200 : 503);
    return readiness;
  }

  @Get('metrics')
  async metrics(@Res({ passthrough: true }) reply: HttpReply): Promise<string> {
    void reply.type(this.#engine.metricsType);
    return this.#engine.metrics();
  }

  @Get('openapi.json')
  openapi(): OpenApiDocument {
    return this.#openapi;
  }

  @Get('api/v1/rules')
  rules(): { rules: ReturnType<EngineView['rules']> } {
    return { rules: this.#engine.rules() };
  }

  @Get('api/v1/lifts')
  lifts(@Query() query: unknown): { lifts: ReturnType<EngineView['lifts']>; next: string | null } {
    const { after, limit } = check(liftsQuery, query);
    const lifts = this.#engine.lifts(after, limit + 1);
    const more = lifts.length > limit;
    if (more) lifts.pop();
    return { lifts, next: more ? (lifts.at(-1)?.liftId ?? null) : null };
  }

  @Get('api/v1/lifts/:id')
  lift(@Param() path: unknown): NonNullable<ReturnType<EngineView['lift']>> {
    const { id } = check(liftPath, path);
    return known(id, this.#engine.lift(id));
  }

  @Get('api/v1/lifts/:id/health')
  liftHealth(@Param() path: unknown): NonNullable<ReturnType<EngineView['health']>> {
    const { id } = check(liftPath, path);
    return known(id, this.#engine.health(id));
  }

  @Get('api/v1/lifts/:id/warnings')
  liftWarnings(@Param() path: unknown): NonNullable<ReturnType<EngineView['warnings']>> {
    const { id } = check(liftPath, path);
    return known(id, this.#engine.warnings(id));
  }

  @Get('api/v1/findings')
  async findings(@Query() query: unknown): Promise<{ findings: unknown[]; next: number; more: boolean }> {
    const asked = check(findingsQuery, query);
    const { lines, reached, more } = await this.#engine.findings(asked);
    return { findings: lines, next: reached, more };
  }
}
