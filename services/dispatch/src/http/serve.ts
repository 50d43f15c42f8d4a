import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { DispatchController } from './controller.ts';
import { DESK, type DeskService } from './desk.ts';
import type { RuleSets } from '../rule-sets/rule-sets.ts';
import { ProblemFilter } from './problem.ts';
import type { Worklist } from '../worklist-desk/worklist-desk.ts';
import { RULE_SETS, RuleSetsController } from './rule-sets-controller.ts';
import { WORKLIST, WorklistController } from './worklist-controller.ts';

/** What the routes stand upon. */
export interface Served {
  readonly desk: DeskService;
  readonly ruleSets: RuleSets;
  readonly worklist: Worklist;
}

@Module({})
class HttpModule {
  static around({ desk, ruleSets, worklist }: Served): DynamicModule {
    return {
      module: HttpModule,
      controllers: [RuleSetsController, WorklistController, DispatchController],
      providers: [
        { provide: DESK, useValue: desk },
        { provide: RULE_SETS, useValue: ruleSets },
        { provide: WORKLIST, useValue: worklist },
      ],
    };
  }
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

const IMPORT_LIMIT_BYTES = 64 * 1_024 * 1_024;
const BODY_LIMIT_BYTES = 64 * 1_024;

/** Serves health, metrics, REST and the gateway's receipts. Rejects with the listener's error when the port is taken. */
export const serveHttp = async (
  served: Served,
  at: { readonly host: string; readonly port: number; readonly logger: Logger },
): Promise<HttpServer> => {
  const adapter = new FastifyAdapter({ forceCloseConnections: true, bodyLimit: BODY_LIMIT_BYTES });
  const app = await NestFactory.create<NestFastifyApplication>(HttpModule.around(served), adapter, {
    logger: false,
    abortOnError: false,
  });
  adapter
    .getInstance()
    .addContentTypeParser(
      ['text/csv', 'application/yaml', 'application/x-yaml', 'text/yaml'],
      { parseAs: 'string', bodyLimit: IMPORT_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    );
  app.useGlobalFilters(new ProblemFilter(at.logger));
  await app.listen(at.port, at.host);
  const address = app.getHttpServer().address();
  return { port: typeof address === 'object' && address !== null ? address.port : at.port, close: () => app.close() };
};
