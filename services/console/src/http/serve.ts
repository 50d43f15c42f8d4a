import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { ConsoleError } from '../errors.ts';
import { CONSOLE_VIEW, ConsoleController, type ConsoleView } from './controller.ts';
import { ProblemFilter } from './problem.ts';

@Module({})
class HttpModule {
  static around(view: ConsoleView): DynamicModule {
    return {
      module: HttpModule,
      controllers: [ConsoleController],
      providers: [{ provide: CONSOLE_VIEW, useValue: view }],
    };
  }
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the start page, health and metrics.
 * @throws {ConsoleError} LIFT_CONSOLE_LISTEN_FAILED when the port is taken or not ours to take
 */
export const serveHttp = async (
  view: ConsoleView,
  at: { readonly host: string; readonly port: number; readonly logger: Logger },
): Promise<HttpServer> => {
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(HttpModule.around(view), adapter, {
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(at.logger));
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
