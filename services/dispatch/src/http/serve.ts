import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { RouteTable, type RefusedRequest, type RefusingReply } from '@liftwatch/schemas';
import type { Logger } from 'pino';
import type { Responder } from '../responding/responder.ts';
import { AccessGuard, type GuardParts } from './access-guard.ts';
import { AuditInterceptor, type Audit } from './audit-interceptor.ts';
import type { Oidc } from '../access/oidc.ts';
import { AuthController, OIDC } from './auth-controller.ts';
import { CARE_PARTS, CareController, type CareParts } from './care-controller.ts';
import { DELIVERY_PARTS, DeliveriesController, type DeliveryRouteParts } from './deliveries-controller.ts';
import { CALLBACKS, type CallbackService } from './callbacks.ts';
import { CallbacksController } from './callbacks-controller.ts';
import { DispatchController } from './controller.ts';
import { DESK, type DeskService } from './desk.ts';
import { LEDGER_PARTS, LedgerController, type LedgerParts } from './ledger-controller.ts';
import { OnceInterceptor, type OnceParts } from './once-interceptor.ts';
import type { RuleSets } from '../rule-sets/rule-sets.ts';
import { openRefusals, ProblemFilter } from './problem.ts';
import type { Worklist } from '../worklist-desk/worklist-desk.ts';
import { RESPONDER, RespondController } from './respond-controller.ts';
import { TOKEN_PARTS, TokensController } from './tokens-controller.ts';
import { RULE_SETS, RuleSetsController } from './rule-sets-controller.ts';
import { WORKLIST, WorklistController } from './worklist-controller.ts';

/** What the routes stand upon. */
export interface Served {
  readonly desk: DeskService;
  readonly ruleSets: RuleSets;
  readonly worklist: Worklist;
  readonly callbacks: CallbackService;
  readonly responder: Responder;
  readonly guard: GuardParts;
  /** undefined: nobody signs in here. */
  readonly oidc: Oidc | undefined;
  readonly once: OnceParts;
  readonly audit: Audit;
  readonly ledger: LedgerParts;
  readonly care: CareParts;
  readonly deliveries: DeliveryRouteParts;
}

@Module({})
class HttpModule {
  static around({
    desk,
    ruleSets,
    worklist,
    callbacks,
    responder,
    once,
    ledger,
    oidc,
    care,
    deliveries,
  }: Served): DynamicModule {
    return {
      module: HttpModule,
      controllers: [
        CallbacksController,
        RespondController,
        TokensController,
        LedgerController,
        AuthController,
        CareController,
        DeliveriesController,
        RuleSetsController,
        WorklistController,
        DispatchController,
      ],
      providers: [
        { provide: DESK, useValue: desk },
        { provide: RULE_SETS, useValue: ruleSets },
        { provide: WORKLIST, useValue: worklist },
        { provide: CALLBACKS, useValue: callbacks },
        { provide: RESPONDER, useValue: responder },
        { provide: TOKEN_PARTS, useValue: once },
        { provide: OIDC, useValue: { oidc } },
        { provide: LEDGER_PARTS, useValue: ledger },
        { provide: CARE_PARTS, useValue: care },
        { provide: DELIVERY_PARTS, useValue: deliveries },
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
  const routes = new RouteTable();
  const refusals = openRefusals(at.logger, routes);
  const adapter = new FastifyAdapter({
    forceCloseConnections: true,
    bodyLimit: BODY_LIMIT_BYTES,
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
  adapter
    .getInstance()
    .addContentTypeParser(
      ['text/csv', 'application/yaml', 'application/x-yaml', 'text/yaml'],
      { parseAs: 'string', bodyLimit: IMPORT_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    );
  app.useGlobalGuards(new AccessGuard(served.guard));
  app.useGlobalInterceptors(new AuditInterceptor(served.audit), new OnceInterceptor(served.once));
  app.useGlobalFilters(new ProblemFilter(refusals));
  await app.listen(at.port, at.host);
  const address = app.getHttpServer().address();
  return { port: typeof address === 'object' && address !== null ? address.port : at.port, close: () => app.close() };
};
