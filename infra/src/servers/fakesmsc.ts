/** An SMS as it left the gateway towards the phone; the parts of a long one are rejoined. */
export interface SmsOnTheAir {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** 1 for a short message, more for a long one. */
  readonly partCount: number;
}

/** fakesmsc writes bytes as in a URL: `+` is a space, `%XX` a byte, and anything else stands for itself. */
const bytesOf = (urlEncoded: string): Buffer => {
  const bytes: number[] = [];
  for (let at = 0; at < urlEncoded.length; at += 1) {
    const character = urlEncoded.charAt(at);
    if (character === '%') {
      bytes.push(Number.parseInt(urlEncoded.slice(at + 1, at + 3), 16));
      at += 2;
    } else {
      bytes.push(character === '+' ? 0x20 : character.charCodeAt(0));
    }
  }
  return Buffer.from(bytes);
};

const fromUtf16BigEndian = (bytes: Buffer): string => Buffer.from(bytes).swap16().toString('utf16le');

const toUtf16BigEndian = (text: string): string =>
  [...Buffer.from(text, 'utf16le').swap16()].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** The line that makes fakesmsc send this SMS into the gateway, as UCS-2 so that every language survives. */
export const toFakeSmscMessage = (sms: { from: string; to: string; text: string }): string =>
  `${sms.from} ${sms.to} ucs2 ${toUtf16BigEndian(sms.text)}`;

interface Part extends Omit<SmsOnTheAir, 'partCount'> {
  /** Concatenation header of 3GPP TS 23.040 9.2.3.24.1: `05 00 03 reference total number`. */
  readonly header: Buffer | undefined;
}

const readPart = (message: string): Part | undefined => {
  const [from = '', to = '', kind = '', ...rest] = message.split(' ');
  if (kind === 'ucs-2') return { from, to, text: fromUtf16BigEndian(bytesOf(rest.join(' '))), header: undefined };
  if (kind === 'text') return { from, to, text: rest.join(' '), header: undefined };
  // With a header fakesmsc no longer says which alphabet it was; everything we send is UCS-2.
  if (kind === 'udh')
    return { from, to, text: fromUtf16BigEndian(bytesOf(rest[2] ?? '')), header: bytesOf(rest[0] ?? '') };
  return undefined;
};

/** Reads what reached the network from fakesmsc's log, oldest first. A long message appears when its last part has come. */
export const readOutgoing = (log: string): readonly SmsOnTheAir[] => {
  const complete: SmsOnTheAir[] = [];
  const waiting = new Map<string, Map<number, string>>();
  for (const [, message = ''] of log.matchAll(/Got message \d+: <(.*)>$/gm)) {
    const part = readPart(message);
    if (part === undefined) continue;
    const { from, to, text, header } = part;
    if (header === undefined) {
      complete.push({ from, to, text, partCount: 1 });
      continue;
    }
    const [, , , reference, partCount = 1, number = 1] = header;
    const key = `${from} ${to} ${reference}`;
    const parts = waiting.get(key) ?? new Map<number, string>();
    waiting.set(key, parts.set(number, text));
    if (parts.size < partCount) continue;
    const numbers = [...parts.keys()].sort((a, b) => a - b);
    complete.push({ from, to, text: numbers.map((n) => parts.get(n)).join(''), partCount });
    waiting.delete(key);
  }
  return complete;
};
