import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { RouteTable } from '@liftwatch/schemas';
import type { Logger } from 'pino';
import { holdToAccept } from './accept.ts';
import { EngineController } from './controller.ts';
import { ENGINE_VIEW, type EngineView } from './engine-view.ts';
import type { HttpReply } from './http-reply.ts';
import { ProblemFilter, type ProblemRequest } from './problem.ts';
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
  const problems = new ProblemFilter(at.logger, routes);
  const adapter = new FastifyAdapter({
    forceCloseConnections: true,
    frameworkErrors: (error: unknown, request: ProblemRequest, reply: unknown) =>
      problems.refuse(error, request, reply as HttpReply),
  });
  adapter.getInstance().addHook('onRoute', (route) => routes.add(route));
  holdToAccept(adapter, problems);
  const app = await NestFactory.create<NestFastifyApplication>(HttpModule.around(served), adapter, {
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(problems);
  await app.listen(at.port, at.host);
  const address = app.getHttpServer().address();
  return { port: typeof address === 'object' && address !== null ? address.port : at.port, close: () => app.close() };
};
