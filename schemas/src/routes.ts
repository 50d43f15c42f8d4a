const WILD = /:[^/]+|\*/g;

/** `/lifts/:id` and `/files/*`, as a router writes them, as what they match. */
const matcherOf = (pattern: string): RegExp => {
  const literal = pattern.split(WILD).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  const wild = [...pattern.matchAll(WILD)].map(([mark]) => (mark === '*' ? '.*' : '[^/]+'));
  return new RegExp(`^${literal.map((part, i) => part + (wild[i] ?? '')).join('')}$`);
};

/** The routes of an HTTP surface, to tell a path that is not there (404) from a method that it does not have (405). */
export class RouteTable {
  readonly #routes: { readonly matcher: RegExp; readonly methods: readonly string[] }[] = [];

  /** A route as the router is told of it. */
  add({ method, url }: { readonly method: string | readonly string[]; readonly url: string }): void {
    this.#routes.push({ matcher: matcherOf(url), methods: [method].flat() });
  }

  /** Value of the `Allow` header at a path (a query is left out), in the order of the routes; empty: there is no such path. @see RFC 9110, 10.2.1 */
  allowAt(url: string): string {
    const path = url.split('?')[0] ?? '';
    const methods = this.#routes.filter(({ matcher }) => matcher.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].join(', ');
  }
}
