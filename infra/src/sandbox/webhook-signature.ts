import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Older or newer than this is refused, as Standard Webhooks advises against replays. */
export const TOLERANCE_S = 300;

export type SignatureVerdict =
  | { readonly valid: true; readonly id: string }
  | { readonly valid: false; readonly reason: string };

const refused = (reason: string): SignatureVerdict => ({ valid: false, reason });

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/**
 * Checks the three Standard Webhooks headers against the body. Written from the specification and not with the sender's library, so
 * that the sandbox is a witness of its own.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const verifyWebhook = (
  { headers, body }: { headers: IncomingHttpHeaders; body: string },
  secret: string,
  nowMs: number,
): SignatureVerdict => {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') {
    return refused('webhook-id, webhook-timestamp or webhook-signature is missing');
  }
  const ageS = nowMs / 1000 - Number(timestamp);
  if (!(Math.abs(ageS) <= TOLERANCE_S))
    return refused(`webhook-timestamp ${timestamp} is more than ${TOLERANCE_S} s away`);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  // Several signatures stand side by side while a secret is being changed.
  if (!signatures.split(' ').some((signature) => sameText(signature, expected))) return refused('no signature matches');
  return { valid: true, id };
};
