/** The value of a cookie in a request's header. */
export const cookieIn = (header: string | undefined, name: string): string | undefined =>
  header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

export interface CookieJar {
  /** The name that it goes by. Over TLS with the prefix that no other host, nor a page without TLS, can set a cookie under. */
  readonly name: string;
  set(value: string, seconds: number): string;
  clear(): string;
  read(header: string | undefined): string | undefined;
}

/**
 * One cookie that scripts do not see. Strict: it comes with what our own page asks alone; Lax: also with the browser's way
 * back from another site.
 * @see RFC 6265bis 4.1.3.2, the `__Host-` prefix
 */
export const openCookie = (
  name: string,
  { sameSite, isSecure }: { sameSite: 'Strict' | 'Lax'; isSecure: boolean },
): CookieJar => {
  const full = isSecure ? `__Host-${name}` : name;
  const set = (value: string, seconds: number): string =>
    `${full}=${value}; Path=/; HttpOnly; SameSite=${sameSite}; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`;
  return { name: full, set, clear: () => set('', 0), read: (header) => cookieIn(header, full) };
};
