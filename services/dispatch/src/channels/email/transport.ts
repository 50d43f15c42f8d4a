import { createTransport } from 'nodemailer';

export interface MailServer {
  /** `smtp://host:port`, `smtps://host:port`; user and password come beside it. */
  readonly url: string;
  readonly user?: string;
  readonly password: () => string | undefined;
  readonly timeoutMs: number;
}

/** A connection to the mail server, to be closed after the message. */
export const openMailer = (server: MailServer) => {
  const timeout = server.timeoutMs;
  return createTransport({
    url: server.url,
    ...{ connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout },
    ...(server.user === undefined ? {} : { auth: { user: server.user, pass: server.password() ?? '' } }),
  } as Parameters<typeof createTransport>[0]);
};
