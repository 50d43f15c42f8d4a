import { expect, test } from 'vitest';
import { Refusals, type Problem, type RefusedRequest, type RefusingReply } from './refusals.ts';
import { RouteTable } from './routes.ts';

type Code = 'LIFT_X_OWNED' | 'LIFT_X_INTERNAL' | 'LIFT_X_METHOD' | 'LIFT_X_UNREAD';
const words = { title: '标题', remedy: '处理' };

const open = (problem: Problem<Code> = { status: 409, code: 'LIFT_X_OWNED', detail: 'it has an owner' }) => {
  const failures: unknown[] = [];
  const routes = new RouteTable();
  routes.add({ method: ['GET', 'HEAD'], url: '/lifts/:id' });
  const refusals = new Refusals<Code>({
    routes,
    problemOf: () => problem,
    codes: { notAcceptable: 'LIFT_X_UNREAD', methodUnknown: 'LIFT_X_METHOD' },
    titles: { 409: 'Conflict' },
    chinese: { LIFT_X_OWNED: words, LIFT_X_INTERNAL: words, LIFT_X_METHOD: words, LIFT_X_UNREAD: words },
    instanceOf: (url) => url.split('?')[0]!,
    onFailure: (error, instance) => failures.push([error, instance]),
    isExempt: (url) => url.startsWith('/carrier'),
  });
  return { refusals, failures };
};

class Reply implements RefusingReply {
  statusCode = 200;
  body: unknown;
  readonly headers = new Map<string, unknown>();
  status(code: number): this {
    this.statusCode = code;
    return this;
  }
  type(contentType: string): this {
    return this.header('content-type', contentType);
  }
  header(name: string, value: string): this {
    this.headers.set(name, value);
    return this;
  }
  getHeader(name: string): unknown {
    return this.headers.get(name);
  }
  removeHeader(name: string): void {
    this.headers.delete(name);
  }
  send(body: unknown): void {
    this.body = body;
  }
}

const asked = (method: string, url: string, more: Partial<RefusedRequest> = {}): RefusedRequest => ({
  ...{ method, url, headers: {} },
  ...more,
});

test('a refusal is a problem document in the language that is asked for, without what is secret in the address', () => {
  const { refusals, failures } = open();
  const reply = new Reply();
  refusals.refuse(new Error('x'), asked('POST', '/a?token=secret', { headers: { 'accept-language': 'zh' } }), reply);
  expect(reply.statusCode).toBe(409);
  expect(reply.body).toMatchObject({ code: 'LIFT_X_OWNED', title: '标题', instance: '/a' });
  expect(Object.fromEntries(reply.headers)).toEqual({
    'content-type': 'application/problem+json',
    'content-language': 'zh',
    vary: 'accept-language',
  });
  expect(failures).toEqual([]);
});

test('all that is wrong is told, and a status without a title of its own is an error', () => {
  const problems = ['line 2: no name', 'line 3: no name'];
  const reply = new Reply();
  const { refusals } = open({ status: 422, code: 'LIFT_X_OWNED', detail: '2 problems', problems });
  refusals.refuse(new Error('x'), asked('POST', '/a'), reply);
  expect(reply.body).toMatchObject({ status: 422, title: 'Error', problems });
});

test('what failed here is told to the log, and only that', () => {
  const { refusals, failures } = open({ status: 500, code: 'LIFT_X_INTERNAL', detail: 'failed here' });
  const error = new Error('cause');
  refusals.refuse(error, asked('GET', '/a?token=secret'), new Reply());
  expect(failures).toEqual([[error, '/a']]);
});

test('a path that is there is told apart from one that is not', () => {
  const { refusals } = open({ status: 404, code: 'LIFT_X_OWNED', detail: 'no such path' });
  const there = new Reply();
  refusals.refuse(new Error('404'), asked('PUT', '/lifts/L1', { is404: true }), there);
  expect([there.statusCode, there.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect(there.body).toMatchObject({ code: 'LIFT_X_METHOD' });
  const notThere = new Reply();
  refusals.refuse(new Error('404'), asked('PUT', '/lift', { is404: true }), notThere);
  expect([notThere.statusCode, notThere.headers.has('allow')]).toEqual([404, false]);
  // A lift that is not there is no method that is not there.
  const noLift = new Reply();
  refusals.refuse(new Error('404'), asked('PUT', '/lifts/L9'), noLift);
  expect([noLift.statusCode, noLift.headers.has('allow')]).toEqual([404, false]);
  const unreadable = new Reply();
  open().refusals.refuse(new Error('400'), asked('PUT', '/lifts/L1', { is404: true }), unreadable);
  expect([unreadable.statusCode, unreadable.headers.has('allow')]).toEqual([409, false]);
});

test('a change is refused before it has an effect where no answer would be read, except by a carrier', () => {
  const { refusals } = open();
  const headers = { accept: 'image/png' };
  const reply = new Reply();
  expect(refusals.refusesUnread(asked('POST', '/a', { headers }), reply)).toBe(true);
  expect(reply.body).toMatchObject({ status: 406, code: 'LIFT_X_UNREAD' });
  for (const request of [
    asked('GET', '/a', { headers }),
    asked('HEAD', '/a', { headers }),
    asked('POST', '/carrier/receipt', { headers }),
    asked('POST', '/a', { headers: { accept: 'application/json' } }),
  ])
    expect(refusals.refusesUnread(request, new Reply())).toBe(false);
});

test('an answer that would not be read gives way to a refusal, and its stream is let go of', () => {
  const { refusals } = open();
  let isDestroyed = false;
  const payload = { destroy: () => (isDestroyed = true) };
  const ofTheAnswer = ['content-length', 'content-encoding', 'content-disposition', 'cache-control', 'etag'];
  const reply = new Reply().type('text/csv');
  for (const name of ofTheAnswer) reply.header(name, 'x');
  const sent = refusals.readable(payload, asked('GET', '/a', { headers: { accept: 'application/json' } }), reply);
  expect(JSON.parse(String(sent))).toMatchObject({ status: 406, code: 'LIFT_X_UNREAD' });
  expect(isDestroyed).toBe(true);
  expect(reply.statusCode).toBe(406);
  expect(ofTheAnswer.filter((name) => reply.headers.has(name))).toEqual([]);
  expect(reply.headers.get('vary')).toBe('accept, accept-language');
});

test.each([[null], ['a,b'], [{ rows: 2 }]])('an answer that is no stream gives way as well: %j', (payload) => {
  const request = asked('GET', '/a', { headers: { accept: 'application/json' } });
  const sent = open().refusals.readable(payload, request, new Reply().type('text/csv'));
  expect(JSON.parse(String(sent))).toMatchObject({ status: 406 });
});

test.each([
  ['it is read', 'GET', '/a', 200, 'text/*'],
  ['it is a refusal', 'GET', '/a', 404, 'application/json'],
  ['it is of a change', 'POST', '/a', 200, 'application/json'],
  ['it is for a carrier', 'GET', '/carrier/x', 200, 'application/json'],
])('an answer is sent as it is where %s', (_, method, url, status, accept) => {
  const reply = new Reply().type('text/csv').status(status);
  expect(open().refusals.readable('a,b', asked(method, url, { headers: { accept } }), reply)).toBe('a,b');
});
