const NOWHERE = 'http://page.invalid';

/**
 * Where a browser goes on to after signing in: a page of ours and nothing else, whatever was asked for. What a URL parser
 * makes of the text counts, since a browser goes by the same: it reads `\` as `/`, drops tabs and resolves `/.//`.
 */
export const returnPath = (to: unknown): string => {
  if (typeof to !== 'string' || !to.startsWith('/') || !URL.canParse(to, NOWHERE)) return '/';
  const { origin, pathname, search, hash } = new URL(to, NOWHERE);
  const isOurs = origin === NOWHERE && /^\/(?![/\\])/.test(pathname);
  // Back at the sign-in it would begin again.
  return isOurs && !/^\/(?:auth|sign-in)(?:\/|$)/.test(pathname) ? `${pathname}${search}${hash}` : '/';
};
