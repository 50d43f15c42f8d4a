import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { catalogue, incidentCauses, priorityTable, warningCauses, warningComponents } from '@liftwatch/schemas';
import { ConsoleError } from '../errors.ts';
import { endStream, openStream } from '../live/open-stream.ts';
import { readTrend } from '../series/trends.ts';
import { refuseForeign } from '../upstream/origin.ts';
import { CONSOLE_VIEW, type ConsoleView } from './console-view.ts';
import type { HttpReply, HttpRequest } from './http-reply.ts';
import { check, credentialBody, fleetQuery, groupsQuery, liftPath, streamQuery, trendQuery } from './schemas.ts';

const words = {
  codes: Object.fromEntries([
    ...catalogue.map(({ code, zh, en, component }) => [code, { zh, en, component }] as const),
    ...warningComponents.map(
      ({ code, zh, en, component }) => [code, { zh: `${zh}磨损预警`, en: `wear of the ${en}`, component }] as const,
    ),
  ]),
  causes: incidentCauses,
  warningCauses: Object.fromEntries(warningCauses.map(({ cause, zh, en }) => [cause, { zh, en }])),
  priorities: Object.fromEntries(
    Object.entries(priorityTable).map(([name, { zh, en, colour }]) => [name, { zh, en, colour }]),
  ),
};

/** What the page asks of the console itself: the fleet, trends, the live stream. */
@Controller('api/v1')
export class FleetController {
  readonly #view: ConsoleView;
  constructor(@Inject(CONSOLE_VIEW) view: ConsoleView) {
    this.#view = view;
  }

  @Get('words')
  words(): typeof words {
    return words;
  }

  @Get('overview')
  overview(): unknown {
    return this.#view.stream.overview();
  }

  @Get('fleet')
  fleet(@Query() query: unknown): object {
    const { fleet } = this.#view;
    return { ...fleet.search(check(fleetQuery, query)), asOfMs: fleet.asOfMs() ?? null };
  }

  @Get('fleet/groups')
  groups(@Query() query: unknown): object {
    const { fleet } = this.#view;
    return { groups: fleet.groups(check(groupsQuery, query).by), asOfMs: fleet.asOfMs() ?? null };
  }

  @Get('fleet/:id')
  lift(@Param() path: unknown): object {
    const { id } = check(liftPath, path);
    return { lift: this.#view.fleet.lift(id) ?? null, facts: this.#view.fleet.facts(id) ?? null };
  }

  @Get('lifts/:id/trend')
  trend(@Param() path: unknown, @Query() query: unknown): Promise<object> {
    return readTrend(this.#view.series, { liftId: check(liftPath, path).id, ...check(trendQuery, query) });
  }

  @Get('stream')
  stream(@Req() request: HttpRequest, @Res() reply: HttpReply, @Query() query: unknown): void {
    const { lift } = check(streamQuery, query);
    reply.hijack();
    // HEAD asks for the headers alone.
    if (request.method === 'HEAD') return endStream(reply.raw);
    openStream(reply.raw, { lastEventId: request.headers['last-event-id'], liftId: lift }, this.#view.stream);
  }

  @Post('terminals/credentials')
  @HttpCode(201)
  credential(@Req() request: HttpRequest, @Body() body: unknown): object {
    const { isOnLoopback, makeCredential } = this.#view;
    const { host, origin, 'content-type': contentType } = request.headers;
    refuseForeign({ host, origin, contentType }, isOnLoopback);
    if (!isOnLoopback || makeCredential === undefined)
      throw new ConsoleError(
        'LIFT_CONSOLE_CHANGES_CLOSED',
        'this console makes no credentials: use `liftwatch credentials add-terminal` where the broker runs',
      );
    return makeCredential(check(credentialBody, body));
  }
}
