import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { RouteTable, type RefusedRequest, type RefusingReply } from '@liftwatch/schemas';
import type { Logger } from 'pino';
import { EngineController } from './controller.ts';
import { ENGINE_VIEW, type EngineView } from './engine-view.ts';
import { openRefusals, ProblemFilter } from './problem.ts';
import { SHADOW, ShadowController, type ShadowSource } from './shadow-controller.ts';

/** What the routes stand upon. */
export interface Served {
  readonly view: EngineView;
  readonly shadow: ShadowSource;
}

@Module({})
class HttpModule {
  static around({ view, shadow }: Served): DynamicModule {
    return {
      module: HttpModule,
      controllers: [EngineController, ShadowController],
      providers: [
        { provide: ENGINE_VIEW, useValue: view },
        { provide: SHADOW, useValue: shadow },
      ],
    };
  }
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves health, metrics and REST. Rejects with the listener's error when the port is taken. */
export const serveHttp = async (
  served: Served,
  at: { readonly host: string; readonly port: number; readonly logger: Logger },
): Promise<HttpServer> => {
  const routes = new RouteTable();
  const refusals = openRefusals(at.logger, routes);
  const adapter = new FastifyAdapter({
    forceCloseConnections: true,
    frameworkErrors: (error: unknown, request: RefusedRequest, reply: unknown) =>
      refusals.refuse(error, request, reply as RefusingReply),
  });
  adapter.getInstance().addHook('onRoute', (route) => routes.add(route));
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    if (!refusals.refusesUnread(request, reply as unknown as RefusingReply)) done();
  });
  adapter
    .getInstance()
    .addHook('onSend', async (request, reply, payload) =>
      refusals.readable(payload, request, reply as unknown as RefusingReply),
    );
  const app = await NestFactory.create<NestFastifyApplication>(HttpModule.around(served), adapter, {
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(refusals));
  await app.listen(at.port, at.host);
  const address = app.getHttpServer().address();
  return { port: typeof address === 'object' && address !== null ? address.port : at.port, close: () => app.close() };
};
