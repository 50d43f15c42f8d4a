import type { Delivery } from '@liftwatch/schemas';
import { capMessage } from '../channels/cap/cap-message.ts';
import { cityMessage } from '../channels/city/city-message.ts';
import type { CityDialect } from '../channels/city/dialect.ts';
import { whyUnanswered } from '../channels/http-outcome.ts';
import { exampleDelivery } from './example.ts';

/** One thing that a platform's endpoint must (or should) do, and what it did. */
export interface ConformanceResult {
  readonly check: string;
  readonly level: 'must' | 'should';
  readonly ok: boolean;
  readonly status: number | null;
  readonly detail: string;
}

export interface ConformanceTarget {
  readonly url: string;
  readonly token: string | undefined;
  /** Absent: CAP 1.2. */
  readonly dialect?: CityDialect;
  readonly timeoutMs: number;
  /** Names this run: its alarms are told apart from those of another. */
  readonly runId: string;
  readonly nowMs: number;
}

interface Sent {
  readonly status: number | null;
  readonly text: string;
  readonly tookMs: number;
}

interface Check {
  readonly check: string;
  readonly level: 'must' | 'should';
  readonly body: string;
  readonly contentType?: string;
  readonly token?: string | null;
  readonly wants: (sent: Sent, target: ConformanceTarget) => boolean;
  readonly detail: string;
}

const contentTypeOf = (target: ConformanceTarget): string =>
  target.dialect ? 'application/json; charset=utf-8' : 'application/cap+xml; charset=utf-8';

const post = async (target: ConformanceTarget, check: Check): Promise<Sent> => {
  const { dialect } = target;
  const token = check.token === undefined ? target.token : (check.token ?? undefined);
  const header = dialect?.tokenHeader ?? 'authorization';
  const prefix = dialect?.tokenPrefix ?? 'Bearer ';
  const began = performance.now();
  const done = (status: number | null, text: string): Sent => ({ status, text, tookMs: performance.now() - began });
  try {
    const response = await fetch(dialect ? `${target.url.replace(/\/$/, '')}${dialect.path}` : target.url, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': check.contentType ?? contentTypeOf(target),
        ...(token === undefined ? {} : { [header]: `${prefix}${token}` }),
      },
      body: check.body,
      signal: AbortSignal.timeout(target.timeoutMs),
    });
    return done(response.status, await response.text());
  } catch (error) {
    return done(null, whyUnanswered(error));
  }
};

const isTaken = (sent: Sent, { dialect }: ConformanceTarget): boolean => {
  if (sent.status === null || sent.status < 200 || sent.status > 299) return false;
  if (dialect?.taken === undefined) return true;
  try {
    const value = (JSON.parse(sent.text) as Record<string, unknown>)[dialect.taken.field];
    return dialect.taken.values.some((wanted) => wanted === value);
  } catch {
    return false;
  }
};
const isRefused = (sent: Sent, target: ConformanceTarget): boolean =>
  sent.status !== null &&
  (sent.status >= 400 ? sent.status < 500 : target.dialect !== undefined && !isTaken(sent, target));

const messageOf = (target: ConformanceTarget, delivery: Delivery): string => {
  if (!target.dialect) return capMessage(delivery, { sender: 'liftwatch-conformance', status: 'Test' });
  const message = cityMessage(delivery, target.dialect, { registrationCode: '31101201012026010001' });
  return message.is === 'body' ? message.body : '{}';
};

const withoutField = (target: ConformanceTarget, body: string): string => {
  if (!target.dialect) return body.replace(/<sender>[^<]*<\/sender>\s*/, '');
  const [first = ''] = Object.keys(target.dialect.body);
  const value = JSON.parse(body) as Record<string, unknown>;
  delete value[first];
  return JSON.stringify(value);
};

const checksOf = (target: ConformanceTarget): readonly Check[] => {
  const alarm = exampleDelivery(target, 'alarm');
  const alert = messageOf(target, alarm);
  const more = (notice: Delivery['notice']): string =>
    messageOf(target, {
      ...exampleDelivery(target, notice),
      refersTo: { deliveryId: alarm.deliveryId, createdAtMs: alarm.createdAtMs },
    });
  const must = { level: 'must', wants: isTaken } as const;
  const forCap: readonly Check[] = target.dialect
    ? []
    : [
        { ...must, check: 'update', body: more('updated'), detail: 'an Update that refers to the alert is taken' },
        { ...must, check: 'all-clear', body: more('released'), detail: 'an Update with AllClear is taken' },
        { ...must, check: 'cancel', body: more('rejected'), detail: 'a Cancel is taken' },
      ];
  const refusedBy = { level: 'must', wants: isRefused } as const;
  return [
    { ...must, check: 'alert', body: alert, detail: 'a valid alarm with Chinese text is taken' },
    {
      ...must,
      check: 'repeated',
      body: alert,
      detail: 'the same alarm again is taken again (and must take effect once)',
    },
    ...forCap,
    {
      ...refusedBy,
      check: 'not-a-document',
      body: 'this is no alarm',
      detail: 'what is no document is refused with 4xx',
    },
    {
      ...refusedBy,
      check: 'field-missing',
      body: withoutField(target, alert),
      detail: 'an alarm without a required field is refused',
    },
    ...(target.token === undefined
      ? []
      : [
          { ...refusedBy, check: 'wrong-token', body: alert, token: 'wrong', detail: 'a wrong token is refused' },
          {
            ...refusedBy,
            check: 'no-token',
            body: alert,
            token: null,
            detail: 'a request without the token is refused',
          },
        ]),
    {
      check: 'soon',
      level: 'should',
      body: messageOf(target, exampleDelivery({ ...target, runId: `${target.runId}s` }, 'alarm')),
      wants: (sent) => sent.status !== null && sent.tookMs < 2_000,
      detail: 'it answers within 2 s: alarms wait for each answer',
    },
  ];
};

const detailOf = (check: Check, sent: Sent, verdict: { readonly ok: boolean; readonly isTold: boolean }): string => {
  if (!verdict.isTold) return `${check.detail}; that cannot be told of an endpoint that takes no alarm at all`;
  return verdict.ok
    ? check.detail
    : `${check.detail}; it answered ${sent.status ?? 'nothing'}: ${sent.text.slice(0, 120)}`;
};

/**
 * Runs every check against an endpoint, one after another. Alarms are marked as a test (CAP status Test) and carry ids of this run.
 * That a repeated alarm takes effect once cannot be seen from outside: look at the platform's own list for the run's id.
 */
export const checkPlatform = async (
  target: ConformanceTarget,
  onResult: (result: ConformanceResult) => void,
): Promise<readonly ConformanceResult[]> => {
  const results: ConformanceResult[] = [];
  for (const check of checksOf(target)) {
    const sent = await post(target, check);
    const isTold = check.wants === isTaken || check.level === 'should' || results[0]?.ok !== false;
    const ok = isTold && check.wants(sent, target);
    const result = {
      check: check.check,
      level: check.level,
      ok,
      status: sent.status,
      detail: detailOf(check, sent, { ok, isTold }),
    };
    results.push(result);
    onResult(result);
  }
  return results;
};
