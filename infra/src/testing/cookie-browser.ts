/** A browser without scripts: keeps cookies of one host, follows redirects, fills in the forms of an identity provider. */
export interface CookieBrowser {
  readonly jar: Map<string, string>;
  /** One request, no redirect followed. */
  go(url: string, init?: RequestInit): Promise<Response>;
  /** On to where an answer leads. */
  follow(response: Response, from: string): Promise<Page>;
  /** Opens an address and signs in at the provider's own pages, as a person does; the last answer that is not the provider's. */
  signIn(url: string, at: { readonly issuer: string; readonly who: string }): Promise<Page>;
}

export interface Page {
  readonly response: Response;
  readonly url: string;
}

/** Signing in, consenting, and one more. */
const MOST_FORMS = 4;

const formOf = (html: string, who: string): { action: string; fields: URLSearchParams } | undefined => {
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of html.matchAll(/name="(\w+)"[^>]*value="([^"]*)"/g)) fields.set(name, value);
  if (html.includes('name="login"')) fields.set('login', who);
  if (html.includes('name="password"')) fields.set('password', 'x');
  return { action, fields };
};

export const openCookieBrowser = (): CookieBrowser => {
  const jar = new Map<string, string>();
  const go = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      signal: AbortSignal.timeout(30_000),
      ...init,
      redirect: 'manual',
      headers: { cookie, ...(init.headers as object) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/Max-Age=0/i.test(line) || pair.slice(at + 1) === '') jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  };
  const follow = async (response: Response, from: string): Promise<Page> => {
    let [current, url] = [response, from];
    while (current.status >= 300 && current.status < 400) {
      url = new URL(current.headers.get('location')!, url).href;
      current = await go(url);
    }
    return { response: current, url };
  };
  return {
    jar,
    go,
    follow,
    async signIn(url, { issuer, who }) {
      let page = await follow(await go(url), url);
      for (let count = 0; count < MOST_FORMS && page.url.startsWith(issuer); count++) {
        const form = formOf(await page.response.text(), who);
        if (form === undefined) break;
        const target = new URL(form.action, page.url).href;
        page = await follow(await go(target, { method: 'POST', body: form.fields }), target);
      }
      return page;
    },
  };
};
