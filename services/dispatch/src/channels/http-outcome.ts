import type { Outcome } from './channel.ts';

/** Delta seconds, or an HTTP date, as Retry-After has it (RFC 9110 10.2.3). */
export const retryAfterMsOf = (value: string | null, nowMs: number): number | undefined => {
  if (value === null) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1_000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
};

/** 429, 408, 425 and 5xx can change by themselves; another 4xx says that this message will never be taken. */
export const outcomeOfStatus = (response: Response, nowMs: number): Outcome => {
  if (response.ok) return { is: 'accepted' };
  const reason = `HTTP ${response.status}`;
  if (![408, 425, 429].includes(response.status) && response.status < 500) return { is: 'refused', reason };
  const retryAfterMs = retryAfterMsOf(response.headers.get('retry-after'), nowMs);
  return { is: 'later', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
};

const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const codeOf = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  if (typeof cause?.code === 'string') return cause.code;
  return error instanceof Error ? error.name : 'unknown error';
};

/** Why nothing was answered, in words: what fetch itself says is that it failed. */
export const whyUnanswered = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const said = cause instanceof Error ? cause.message : '';
  return said === '' ? codeOf(error) : said;
};

/** Whether the request can have reached the other side decides between "later" and "unknown". */
export const outcomeOfFailure = (error: unknown): Outcome => {
  const code = codeOf(error);
  return NOT_SENT.has(code) ? { is: 'later', reason: code } : { is: 'unknown', reason: code };
};
