import { priorityTable, type Delivery } from '@liftwatch/schemas';
import { create } from 'xmlbuilder2';
import { beijingTime } from '../beijing-time.ts';
import { descriptionOf, eventOf, hasEnded, isOver, noticeOf, placeOf } from '../words.ts';

export interface CapSender {
  /** CAP identifier of the sender: no space, comma, `<` or `&`. */
  readonly sender: string;
  readonly status: 'Actual' | 'Exercise' | 'Test';
}

type Language = 'zh' | 'en';

/** Without an earlier message there is nothing to update: then the first is an Alert, whatever it says. */
const msgTypeOf = (delivery: Delivery): string => {
  if (delivery.refersTo === undefined) return 'Alert';
  return delivery.notice === 'rejected' ? 'Cancel' : 'Update';
};

const certaintyOf = (delivery: Delivery): string => {
  if (delivery.notice === 'rejected') return 'Unlikely';
  return delivery.content.confirmation === 'confirmed' ? 'Observed' : 'Likely';
};

/** Of what goes on in another incident nothing is clear, and nobody is sent to it by this message. */
const responseOf = (delivery: Delivery): string =>
  hasEnded(delivery) ? 'AllClear' : isOver(delivery) ? 'Monitor' : 'Execute';

const infoOf = (delivery: Delivery, language: Language) => {
  const row = priorityTable[delivery.content.priority];
  const [event, notice] = [eventOf(delivery)[language], noticeOf(delivery)[language]];
  return {
    language: language === 'zh' ? 'zh-CN' : 'en-US',
    category: 'Rescue',
    event,
    responseType: responseOf(delivery),
    urgency: hasEnded(delivery) ? 'Past' : row.capUrgency,
    severity: row.capSeverity,
    certainty: certaintyOf(delivery),
    eventCode: delivery.content.codes.map((value) => ({ valueName: 'GB/T24476', value })),
    onset: beijingTime(delivery.content.onsetAtMs),
    senderName: 'liftwatch',
    headline: `${notice} ${event} ${placeOf(delivery)}`.slice(0, 160),
    description: descriptionOf(delivery)[language],
    parameter: [
      { valueName: 'priority', value: delivery.content.priority },
      { valueName: 'occupancy', value: delivery.content.occupancy },
      { valueName: 'incident', value: delivery.incidentId },
    ],
    area: {
      areaDesc: placeOf(delivery),
      ...(delivery.content.lift.districtId === undefined
        ? {}
        : { geocode: { valueName: 'GB/T2260', value: delivery.content.lift.districtId } }),
    },
  };
};

/**
 * One CAP 1.2 message, elements in the schema's order. The identifier is the delivery's id and `sent` the time of the
 * decision: a repeated message is the same message. Release = Update with AllClear, rejected = Cancel, both referring
 * to all before: one that is not named goes on. @see OASIS CAP 1.2, 3.2
 */
export const capMessage = (delivery: Delivery, from: CapSender): string => {
  const { refersTo, alsoRefersTo = [] } = delivery;
  const named = refersTo === undefined ? [] : [refersTo, ...alsoRefersTo];
  const alert = {
    '@xmlns': 'urn:oasis:names:tc:emergency:cap:1.2',
    identifier: delivery.deliveryId,
    sender: from.sender,
    sent: beijingTime(delivery.createdAtMs),
    status: delivery.content.drill ? 'Exercise' : from.status,
    msgType: msgTypeOf(delivery),
    scope: 'Private',
    addresses: delivery.recipientId,
    ...(named.length === 0
      ? {}
      : {
          references: named.map((one) => `${from.sender},${one.deliveryId},${beijingTime(one.createdAtMs)}`).join(' '),
        }),
    incidents: delivery.incidentId,
    info: [infoOf(delivery, 'zh'), infoOf(delivery, 'en')],
  };
  return create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' }, { alert }).end({
    prettyPrint: true,
  });
};
