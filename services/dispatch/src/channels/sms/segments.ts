import type { Delivery } from '@liftwatch/schemas';
import { SEGMENT_CHARACTERS_COUNT, smsText } from './sms-text.ts';

/** Characters of one part of a joined message: each part carries a header that says so. */
const JOINED_CHARACTERS_COUNT = 67;

/** Parts that a carrier counts for the message of a delivery: UCS-2, 70 characters alone, 67 in each of several. */
export const smsSegmentsCount = (delivery: Delivery): number => {
  const { length } = smsText(delivery);
  return length <= SEGMENT_CHARACTERS_COUNT ? 1 : Math.ceil(length / JOINED_CHARACTERS_COUNT);
};
