import { asksForAnswer } from '../channels/sms/sms-text.ts';
import type { Deliveries } from '../open-deliveries.ts';
import type { DispatchPipeline } from '../dispatch-pipeline.ts';
import type { Parts } from '../parts.ts';
import { openResponder, type Responder } from './responder.ts';

/**
 * The responder of a running dispatch. Messages carry links before it exists: `hold` is given to the channels, `open` fills it once
 * pipeline and deliveries stand.
 */
export const holdResponder = (parts: Parts, wake: { readonly outbox: () => void; readonly context: () => void }) => {
  let responder: Responder | undefined;
  return {
    linkOf: (delivery: Parameters<Responder['linkOf']>[0]) =>
      asksForAnswer(delivery) ? responder?.linkOf(delivery) : undefined,
    onIncoming: (sms: Parameters<Responder['bySms']>[0]) => responder?.bySms(sms) ?? Promise.resolve(undefined),
    open(pipeline: DispatchPipeline, deliveries: Deliveries): Responder {
      const { deps, nowMs, ownUrl, secrets } = parts;
      responder = openResponder({
        ...{ database: deps.database, logger: deps.logger, nowMs, publicUrl: ownUrl },
        ...{ record: deliveries.record, numberKey: deliveries.numberKey, key: secrets.receiptToken },
        wakeOutbox: wake.outbox,
        async act(order) {
          await pipeline.act({ ...order, nowMs: nowMs() });
          wake.outbox();
          wake.context();
        },
      });
      return responder;
    },
  };
};
