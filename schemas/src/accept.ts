import { wishesOf } from './wishes.ts';

/**
 * Whether a client reads this type, by its `Accept`: the most specific range that names it decides, and a weight of 0
 * excludes it. Without the header, or with one that names nothing, it reads everything. Parameters of a type are not looked at.
 * @see RFC 9110, 12.5.1
 */
export const accepts = (accept: string | undefined, contentType: string): boolean => {
  const wishes = wishesOf(accept).filter(({ range }) => range !== '');
  if (wishes.length === 0) return true;
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  // A bare `*` is no range, but widely sent as one.
  for (const range of [type, `${type.split('/')[0]}/*`, '*/*', '*']) {
    const named = wishes.filter((wish) => wish.range === range);
    if (named.length > 0) return named.some(({ weight }) => weight > 0);
  }
  return false;
};

/** What an answer to a change may come as: JSON, and for a person's browser a page. */
const CHANGE_TYPES = ['application/json', 'application/problem+json', 'text/html', 'text/plain'];

/** A change is refused before it has an effect where nothing that could answer it would be read. */
export const acceptsAnAnswer = (accept: string | undefined): boolean =>
  CHANGE_TYPES.some((type) => accepts(accept, type));

/** What a refusal says to a client that reads none of what there is. */
export const notAcceptableDetail = (accept: string | undefined, contentType: string): string =>
  `this is answered as ${contentType.split(';')[0]}, which "Accept: ${accept ?? ''}" leaves out: name it, or */*`;
