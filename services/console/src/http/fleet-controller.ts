import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  accepts,
  catalogue,
  incidentCauses,
  notAcceptableDetail,
  priorityTable,
  warningCauses,
  warningComponents,
} from '@liftwatch/schemas';
import { ConsoleError } from '../errors.ts';
import { endStream, openStream, STREAM_TYPE } from '../live/open-stream.ts';
import { readTrend } from '../series/trends.ts';
import { refuseForeign } from '../upstream/origin.ts';
import type { Visitor } from '../sign-in/visitor.ts';
import { CONSOLE_VIEW, type ConsoleView } from './console-view.ts';
import { notYours, visitorOf } from './door-guard.ts';
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
  overview(@Req() request: HttpRequest): unknown {
    return this.#view.overview(visitorOf(request));
  }

  @Get('fleet')
  fleet(@Req() request: HttpRequest, @Query() query: unknown): object {
    const { fleet } = this.#view;
    return { ...fleet.search(check(fleetQuery, query), visitorOf(request).rows), asOfMs: fleet.asOfMs() ?? null };
  }

  @Get('fleet/groups')
  groups(@Req() request: HttpRequest, @Query() query: unknown): object {
    const { fleet } = this.#view;
    return {
      groups: fleet.groups(check(groupsQuery, query).by, visitorOf(request).rows),
      asOfMs: fleet.asOfMs() ?? null,
    };
  }

  @Get('fleet/:id')
  lift(@Req() request: HttpRequest, @Param() path: unknown): object {
    const { id } = check(liftPath, path);
    const { fleet } = this.#view;
    const lift = fleet.lift(id, visitorOf(request).rows);
    return { lift: lift ?? null, facts: lift === undefined ? null : (fleet.facts(id) ?? null) };
  }

  @Get('lifts/:id/trend')
  trend(@Req() request: HttpRequest, @Param() path: unknown, @Query() query: unknown): Promise<object> {
    const { id } = check(liftPath, path);
    if (!this.#sees(visitorOf(request), id)) throw notYours(`lift ${id}`);
    return readTrend(this.#view.series, { liftId: id, ...check(trendQuery, query) });
  }

  @Get('stream')
  async stream(@Req() request: HttpRequest, @Res() reply: HttpReply, @Query() query: unknown): Promise<void> {
    const { lift } = check(streamQuery, query);
    const { accept } = request.headers;
    if (!accepts(accept, STREAM_TYPE))
      throw new ConsoleError('LIFT_CONSOLE_NOT_ACCEPTABLE', notAcceptableDetail(accept, STREAM_TYPE));
    const visitor = visitorOf(request);
    const { feeds, lifts, overview } = this.#view;
    // HEAD asks for the headers alone.
    if (request.method === 'HEAD') return endStream((reply.hijack(), reply.raw));
    const feed = await feeds.join(visitor);
    const liftId = lift !== undefined && this.#sees(visitor, lift) ? lift : undefined;
    reply.hijack();
    openStream(
      reply.raw,
      { lastEventId: request.headers['last-event-id'], liftId },
      {
        ...{ feed, lifts },
        overview: () => overview(visitor),
        goesOn: () => visitor.goesOn(),
        onEnd: (end) => visitor.onEnd(end),
      },
    );
  }

  @Post('terminals/credentials')
  @HttpCode(201)
  credential(@Req() request: HttpRequest, @Body() body: unknown): object {
    const { door, makeCredential } = this.#view;
    const { host, origin, 'content-type': contentType } = request.headers;
    refuseForeign({ host, origin, contentType }, door);
    const { person, may } = visitorOf(request);
    if (person !== undefined && !(may.change && may.seeWhole)) throw notYours('making credentials');
    if (!door.onLoopback || makeCredential === undefined)
      throw new ConsoleError(
        'LIFT_CONSOLE_CHANGES_CLOSED',
        'this console makes no credentials: use `liftwatch credentials add-terminal` where the broker runs',
      );
    return makeCredential(check(credentialBody, body));
  }

  /** Who sees all looks at what they like: a lift that is not known yet is shown as such. */
  #sees({ rows }: Visitor, liftId: string): boolean {
    return rows === null || this.#view.fleet.lift(liftId, rows) !== undefined;
  }
}
