import { createHash } from 'node:crypto';

/** 128 bits of SHA-256 as hex: letters and digits only, so that it is a CAP identifier and a webhook id as it is. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
