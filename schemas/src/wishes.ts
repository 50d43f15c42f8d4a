/** One item of a header by which a client says what it can read. */
export interface Wish {
  readonly range: string;
  readonly weight: number;
}

/** `zh-CN;q=0.9`; a weight that is none counts as not wanted. */
const wishOf = (item: string): Wish => {
  const [range = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((one) => one.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return { range, weight: weight >= 0 && weight <= 1 ? weight : 0 };
};

/** More than this of a header is not looked at, characters. */
const MOST = 1_000;

/** The items of an `Accept` or `Accept-Language`, in their order; parameters other than the weight are left out. @see RFC 9110, 12.4.2 */
export const wishesOf = (header: string | undefined): readonly Wish[] =>
  (header ?? '').slice(0, MOST).split(',').map(wishOf);
