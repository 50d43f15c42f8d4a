import { ConsoleError } from '../errors.ts';

export interface Caller {
  /** The `Host` header. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly contentType: string | undefined;
}

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};

/** An address of this machine, with or without a port. */
export const isLoopback = (host: string): boolean => {
  if (/^(?:::1|\[::1\](?::\d+)?)$/.test(host)) return true;
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || /^127(\.\d{1,3}){3}$/.test(name);
};

/** How this console is reached. */
export interface Door {
  readonly onLoopback: boolean;
  /** Host, and port where it has one, of the address that browsers are told; undefined: none is configured. */
  readonly publicHost: string | undefined;
}

/**
 * Refuses a change that another site's page could have sent through the operator's browser: from a foreign origin, or, on
 * a loopback console, under a name that merely resolves to this machine. A body must be declared as other than a form.
 * @throws {ConsoleError} LIFT_CONSOLE_ORIGIN_REFUSED
 */
export const refuseForeign = ({ host, origin, contentType }: Caller, { onLoopback, publicHost }: Door): void => {
  const refuse = (why: string): never => {
    throw new ConsoleError('LIFT_CONSOLE_ORIGIN_REFUSED', `${why}: send changes from the console's own page`);
  };
  if (host === undefined || (onLoopback && !isLoopback(host) && host !== publicHost))
    refuse(`"${host ?? ''}" is not a name of this console`);
  const from = origin === undefined ? host : hostOf(origin);
  // A proxy in front may have put another name into Host; what its browsers call us stays ours.
  if (from !== host && (from === undefined || from !== publicHost))
    refuse(`a page of ${origin?.slice(0, 100)} may not change anything here`);
  if (contentType !== undefined && /^(text\/plain|multipart\/|application\/x-www-form)/i.test(contentType))
    refuse('a form may not change anything here');
};
