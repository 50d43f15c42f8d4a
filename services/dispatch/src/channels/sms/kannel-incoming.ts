import type { IncomingSms } from './smpp.ts';

/** The bytes behind `%XX` and `+`; Kannel escapes bytes of the charset that it names, not of UTF-8. */
const bytesOf = (escaped: string): Buffer => {
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at += 1) {
    const character = escaped.charAt(at);
    const hex = escaped.slice(at + 1, at + 3);
    if (character === '%' && /^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    } else bytes.push(character === '+' ? 0x20 : character.charCodeAt(0));
  }
  return Buffer.from(bytes);
};

const decoded = (bytes: Buffer, charset: string): string => {
  if (/^utf-?16be$/i.test(charset) && bytes.length % 2 === 0) return Buffer.from(bytes).swap16().toString('utf16le');
  return bytes.toString(/^utf-?8$/i.test(charset) || charset === '' ? 'utf8' : 'latin1');
};

/** An incoming SMS from the raw URL of Kannel's get-url (from, to, text, charset, coding); undefined: not one. */
export const readKannelIncoming = (rawUrl: string): IncomingSms | undefined => {
  const raw = new Map(
    (rawUrl.split('?')[1] ?? '').split('&').map((pair): [string, string] => {
      const [name = '', ...value] = pair.split('=');
      return [name, value.join('=')];
    }),
  );
  const text = (name: string): string => bytesOf(raw.get(name) ?? '').toString('utf8');
  const charset = text('charset') || (text('coding') === '2' ? 'UTF-16BE' : 'UTF-8');
  const from = text('from');
  if (from === '' || !raw.has('text')) return undefined;
  return { from, to: text('to'), text: decoded(bytesOf(raw.get('text') ?? ''), charset) };
};
