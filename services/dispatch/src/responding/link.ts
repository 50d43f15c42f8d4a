import { createHmac, timingSafeEqual } from 'node:crypto';

/** Bytes of the message's id and of the signature in a link: 24 characters in all, short enough for an SMS. */
const ID_HEX_CHARACTERS = 16;
const MAC_BYTES = 10;

const macOf = (id: string, key: string): Buffer =>
  createHmac('sha256', key).update(`response-link|${id}`).digest().subarray(0, MAC_BYTES);

/** A token that names a message and cannot be made without the key. */
export const linkToken = (deliveryId: string, key: string): string => {
  const id = deliveryId.slice(0, ID_HEX_CHARACTERS);
  return Buffer.concat([Buffer.from(id, 'hex'), macOf(id, key)]).toString('base64url');
};

/** Beginning of the id of the message that a token names; undefined: it is not ours. */
export const readLinkToken = (token: string, key: string): string | undefined => {
  const bytes = Buffer.from(token, 'base64url');
  const idBytes = ID_HEX_CHARACTERS / 2;
  if (bytes.length !== idBytes + MAC_BYTES || bytes.toString('base64url') !== token) return undefined;
  const id = bytes.subarray(0, idBytes).toString('hex');
  return timingSafeEqual(bytes.subarray(idBytes), macOf(id, key)) ? id : undefined;
};
