import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { accepts, notAcceptableDetail } from '@liftwatch/schemas';
import { DispatchError } from '../errors.ts';
import { may, seesAll, type Principal } from '../access/principal.ts';
import { Caller, notYours } from './access.ts';
import { policyText } from '../policy/policy-text.ts';
import { check, checkLift } from './check.ts';
import { DESK, type DeskService } from './desk.ts';
import { openApiDocument } from './openapi.ts';
import type { HttpReply } from './problem.ts';
import { actionOf, isActionName } from './action-body.ts';
import {
  actionBodies,
  decisionBody,
  endSilenceBody,
  exportQuery,
  heldBackQuery,
  incidentsQuery,
  jobBody,
  onDutyQuery,
  overrideBody,
  overrideSpan,
  removeBody,
  policyQuery,
  removedRow,
  pageQuery,
  silenceBody,
} from './schemas.ts';
import { STREAM_TYPE, streamChanges, type StreamReply, type StreamRequest } from './stream.ts';

@Controller()
export class DispatchController {
  readonly #desk: DeskService;
  readonly #openapi = openApiDocument();
  constructor(@Inject(DESK) desk: DeskService) {
    this.#desk = desk;
  }

  @Get('healthz')
  health(): object {
    return { status: 'alive' };
  }

  @Get('readyz')
  readiness(@Res({ passthrough: true }) reply: HttpReply): object {
    const readiness = this.#desk.readiness();
    void reply.status(readiness.ready ? 200 : 503);
    return readiness;
  }

  @Get('metrics')
  metrics(@Res({ passthrough: true }) reply: HttpReply): Promise<string> {
    void reply.type(this.#desk.metricsType);
    return this.#desk.metrics();
  }

  @Get('openapi.json')
  openapi(): object {
    return this.#openapi;
  }

  @Get('api/v1/incidents')
  incidents(@Query() query: unknown, @Caller() caller: Principal): Promise<object> {
    return this.#desk.incidents(check(incidentsQuery, query), caller.scope);
  }

  @Get('api/v1/incidents/:id')
  incident(@Param('id') id: string): Promise<object> {
    return this.#desk.incident(id);
  }

  @Post('api/v1/incidents/:id/:action')
  @HttpCode(200)
  act(
    @Param() step: { readonly id: string; readonly action: string },
    @Body() body: unknown,
    @Caller() caller: Principal,
  ): Promise<object> {
    const { id, action } = step;
    if (!isActionName(action))
      throw new DispatchError(
        'LIFT_DISPATCH_NOT_FOUND',
        `no step "${action.slice(0, 40)}": ${Object.keys(actionBodies).join(', ')}`,
        { recoverable: false },
      );
    const given = check(actionBodies[action], body ?? {});
    return this.#desk.act({
      incidentId: id,
      by: given.by ?? caller.id,
      ...(given.level === undefined ? {} : { level: given.level }),
      action: actionOf(action, given),
    });
  }

  /** Server-sent events, for as long as the client listens. */
  @Get('api/v1/stream')
  stream(@Req() request: StreamRequest, @Res() reply: StreamReply, @Caller() caller: Principal): void {
    if (!accepts(request.headers.accept, STREAM_TYPE))
      throw new DispatchError(
        'LIFT_DISPATCH_NOT_ACCEPTABLE',
        notAcceptableDetail(request.headers.accept, STREAM_TYPE),
        {
          recoverable: false,
        },
      );
    streamChanges(this.#desk.streamFor(caller.scope), request, reply);
  }

  @Get('api/v1/held-back')
  heldBack(@Query() query: unknown, @Caller() caller: Principal): Promise<object> {
    if (!seesAll(caller)) throw notYours(caller);
    return this.#desk.heldBack(check(heldBackQuery, query));
  }

  @Get('api/v1/silences')
  silences(@Query() query: unknown, @Caller() caller: Principal): Promise<object> {
    return this.#desk.silences(check(pageQuery, query), caller.scope);
  }

  @Post('api/v1/silences')
  @HttpCode(200)
  silence(@Body() body: unknown, @Caller() caller: Principal): Promise<object> {
    return this.#desk.silence(check(silenceBody, body), caller.scope);
  }

  @Delete('api/v1/silences/:id')
  endSilence(@Param('id') id: string, @Body() body: unknown, @Caller() caller: Principal): Promise<object> {
    return this.#desk.endSilence(id, check(endSilenceBody, body ?? {}).author ?? caller.id, caller.scope);
  }

  @Post('api/v1/lifts/:id/jobs')
  @HttpCode(200)
  job(@Param('id') id: string, @Body() body: unknown): Promise<object> {
    return this.#desk.queue({ ...check(jobBody, body), type: 'job', liftId: checkLift(id) });
  }

  @Post('api/v1/lifts/:id/decisions')
  @HttpCode(200)
  decision(@Param('id') id: string, @Body() body: unknown): Promise<object> {
    return this.#desk.queue({ ...check(decisionBody, body), type: 'operator-decision', liftId: checkLift(id) });
  }

  @Post('api/v1/registry/import')
  @HttpCode(200)
  import(
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Body() body: unknown,
    @Caller() caller: Principal,
  ): Promise<object> {
    if (typeof body !== 'string')
      throw new DispatchError('LIFT_DISPATCH_BODY_INVALID', 'send the file as text/csv or application/yaml', {
        recoverable: false,
      });
    const format = headers['content-type']?.startsWith('text/csv') ? 'csv' : 'yaml';
    return this.#desk.importRegistry(body, format, caller.id);
  }

  @Post('api/v1/context/resend')
  @HttpCode(200)
  resendContext(): Promise<object> {
    return this.#desk.tellAgain();
  }

  @Delete('api/v1/registry/:list/:id')
  async remove(@Param() row: object, @Body() body: unknown, @Caller() caller: Principal): Promise<object> {
    const { list, id } = check(removedRow, row);
    const { reason } = check(removeBody, body ?? {});
    await this.#desk.removeFromRegistry({ list, id }, { by: caller.id, reason });
    return { list, id, removed: true };
  }

  @Get('api/v1/rotas/:id/on-duty')
  onDuty(@Param('id') id: string, @Query() query: unknown): object {
    return this.#desk.onDuty(id, check(onDutyQuery, query).at);
  }

  @Post('api/v1/rotas/:id/overrides')
  @HttpCode(200)
  override(@Param('id') id: string, @Body() body: unknown): Promise<object> {
    return this.#desk.override(id, check(overrideBody, body));
  }

  @Delete('api/v1/rotas/:id/overrides')
  endOverride(@Param('id') id: string, @Query() query: unknown): Promise<object> {
    return this.#desk.endOverride(id, check(overrideSpan, query));
  }

  /** What is in force: who is told of what, who is called when, what waits. */
  @Get('api/v1/policy')
  policy(@Query() query: unknown, @Res({ passthrough: true }) reply: HttpReply): object | string {
    const { format } = check(policyQuery, query);
    if (format === 'json') return this.#desk.policy();
    void reply.type('application/yaml; charset=utf-8');
    return policyText(this.#desk.policy());
  }

  @Get('api/v1/registry/export')
  async export(
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: HttpReply,
    @Caller() caller: Principal,
  ): Promise<string> {
    const { format, numbers } = check(exportQuery, query);
    // A whole export is no row of a scope; whole numbers are for who may write them.
    if (!seesAll(caller) || (numbers === 'full' && !may(caller, 'registry.write'))) throw notYours(caller);
    void reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/yaml; charset=utf-8');
    return this.#desk.exportRegistry({ format, isFull: numbers === 'full' });
  }

  @Get('callbacks/kannel/:token')
  async receipt(@Param('token') token: string, @Query('id') id: string, @Query('type') type: string): Promise<string> {
    await this.#desk.receipt(token, String(id), String(type));
    return 'taken';
  }

  @Get('api/v1/:list')
  registry(@Param('list') list: string, @Query() query: unknown, @Caller() caller: Principal): Promise<object> {
    return this.#desk.registry(list, check(pageQuery, query), caller.scope);
  }
}
