import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { RouteTable, type RefusedRequest, type RefusingReply } from '@liftwatch/schemas';
import type { Logger } from 'pino';
import { ConsoleError } from '../errors.ts';
import { CONSOLE_VIEW, type ConsoleView } from './console-view.ts';
import { ConsoleController } from './controller.ts';
import { DeadLettersController } from './dead-letters-controller.ts';
import { DoorGuard } from './door-guard.ts';
import { FleetController } from './fleet-controller.ts';
import { PageController } from './page-controller.ts';
import { openRefusals, ProblemFilter } from './problem.ts';
import { ProviderController } from './provider-controller.ts';
import { SessionController } from './session-controller.ts';
import { UpstreamController } from './upstream-controller.ts';

@Module({})
class HttpModule {
  static around(view: ConsoleView): DynamicModule {
    return {
      module: HttpModule,
      controllers: [
        ConsoleController,
        SessionController,
        ProviderController,
        FleetController,
        DeadLettersController,
        UpstreamController,
        PageController,
      ],
      providers: [{ provide: CONSOLE_VIEW, useValue: view }],
    };
  }
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** dispatch's own limit for a registry file. */
const IMPORT_LIMIT_BYTES = 64 * 1_024 * 1_024;
const BODY_LIMIT_BYTES = 64 * 1_024;

/**
 * Serves the page, its REST, health and metrics.
 * @throws {ConsoleError} LIFT_CONSOLE_LISTEN_FAILED when the port is taken or not ours to take
 */
export const serveHttp = async (
  view: ConsoleView,
  at: { readonly host: string; readonly port: number; readonly logger: Logger },
): Promise<HttpServer> => {
  const routes = new RouteTable();
  const refusals = openRefusals(at.logger, routes);
  const adapter = new FastifyAdapter({
    forceCloseConnections: true,
    bodyLimit: BODY_LIMIT_BYTES,
    frameworkErrors: (error: unknown, request: RefusedRequest, reply: unknown) =>
      refusals.refuse(error, request, reply as RefusingReply),
  });
  // Every path is the page's to look at: that says nothing of what else is there.
  adapter.getInstance().addHook('onRoute', (route) => (route.url === '/*' ? undefined : routes.add(route)));
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    if (!refusals.refusesUnread(request, reply as unknown as RefusingReply)) done();
  });
  adapter
    .getInstance()
    .addHook('onSend', async (request, reply, payload) =>
      refusals.readable(payload, request, reply as unknown as RefusingReply),
    );
  const app = await NestFactory.create<NestFastifyApplication>(HttpModule.around(view), adapter, {
    logger: false,
    abortOnError: false,
  });
  adapter
    .getInstance()
    .addContentTypeParser(
      ['text/csv', 'application/yaml'],
      { parseAs: 'string', bodyLimit: IMPORT_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    );
  app.useGlobalFilters(new ProblemFilter(refusals));
  app.useGlobalGuards(new DoorGuard(view));
  // Routes that contradict each other are a defect, not a port that is taken.
  await app.init();
  try {
    await app.listen(at.port, at.host);
  } catch (error) {
    await app.close();
    const where = `${at.host}:${at.port}`;
    throw new ConsoleError(
      'LIFT_CONSOLE_LISTEN_FAILED',
      `cannot listen on ${where}: free it, or set LIFTWATCH_CONSOLE_HTTP_PORT`,
      error,
    );
  }
  const address = app.getHttpServer().address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : at.port,
    close: () => app.close(),
  };
};
