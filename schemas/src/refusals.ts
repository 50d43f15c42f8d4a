import { accepts, acceptsAnAnswer, notAcceptableDetail } from './accept.ts';
import type { RefusalWords } from './language.ts';
import { problemIn, type ProblemDocument } from './problem.ts';
import type { RouteTable } from './routes.ts';

/** Why a request is refused, in a service's own codes. */
export interface Problem<Code extends string> {
  readonly status: number;
  readonly code: Code;
  readonly detail: string;
  /** Each thing that is wrong, where there are several. */
  readonly problems?: readonly string[];
}

/** The part of a framework's request that a refusal speaks of. */
export interface RefusedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The router found no route. */
  readonly is404?: boolean;
}

/** The part of a framework's reply that carries a refusal. */
export interface RefusingReply {
  readonly statusCode: number;
  status(code: number): this;
  type(contentType: string): this;
  header(name: string, value: string): this;
  getHeader(name: string): unknown;
  removeHeader(name: string): unknown;
  send(body: unknown): unknown;
}

export interface RefusalOptions<Code extends string> {
  readonly routes: RouteTable;
  /** What went wrong, in the service's codes; what it does not know is its own failure. */
  readonly problemOf: (error: unknown) => Problem<Code>;
  readonly codes: { readonly notAcceptable: Code; readonly methodUnknown: Code };
  readonly titles: Readonly<Record<number, string>>;
  readonly chinese: Readonly<Record<Code, RefusalWords>>;
  /** The address as it may be repeated: without what is secret in it. */
  readonly instanceOf: (url: string) => string;
  /** Told of what failed here, since the client is told little. */
  readonly onFailure: (error: unknown, instance: string) => void;
  /** Addresses that are answered whatever the client reads. */
  readonly isExempt?: (url: string) => boolean;
}

/** What describes an answer that is not sent. */
const OF_THE_ANSWER = ['content-length', 'content-encoding', 'content-disposition', 'cache-control', 'etag'];
const PROBLEM_TYPE = 'application/problem+json';

const acceptOf = ({ headers }: RefusedRequest): string | undefined => headers['accept'] as string | undefined;
const isLooking = ({ method }: RefusedRequest): boolean => method === 'GET' || method === 'HEAD';

/** A stream that nobody reads is let go of. */
const letGo = (payload: unknown): void => {
  if (typeof payload !== 'object' || payload === null || !('destroy' in payload)) return;
  if (typeof payload.destroy === 'function') payload.destroy();
};

/**
 * How an HTTP surface refuses, whatever framework carries it: each refusal a problem document in the language that is asked for, a method
 * that a path does not have told from a path that is not there, and `Accept` held to. @see RFC 9457; RFC 9110, 12.5.1, 15.5.6 and 15.5.7
 */
export class Refusals<Code extends string> {
  readonly #options: RefusalOptions<Code>;
  constructor(options: RefusalOptions<Code>) {
    this.#options = options;
  }

  /** Answers with what went wrong. */
  refuse(error: unknown, request: RefusedRequest, reply: RefusingReply): void {
    const known = this.#options.problemOf(error);
    // An address that cannot be read has no route either: why it cannot is said.
    const problem = known.status === 404 ? (this.#wrongMethod(request, reply) ?? known) : known;
    if (problem.status >= 500) this.#options.onFailure(error, this.#options.instanceOf(request.url));
    this.#send(problem, request, reply);
  }

  /** Refuses a change of which no answer would be read, before it has an effect. True: it is refused. */
  refusesUnread(request: RefusedRequest, reply: RefusingReply): boolean {
    const accept = acceptOf(request);
    if (isLooking(request) || acceptsAnAnswer(accept) || this.#isExempt(request)) return false;
    this.#send(this.#unread(accept, 'application/json'), request, reply);
    return true;
  }

  /**
   * What is sent: the payload, or a refusal in its place where the client would not read its type. Refusals are sent whatever it
   * reads. A stream that writes its own head is judged where it begins.
   */
  readable(payload: unknown, request: RefusedRequest, reply: RefusingReply): unknown {
    const type = reply.getHeader('content-type');
    const isAnswer = isLooking(request) && reply.statusCode >= 200 && reply.statusCode <= 299;
    const accept = acceptOf(request);
    if (!isAnswer || typeof type !== 'string' || accepts(accept, type) || this.#isExempt(request)) return payload;
    for (const name of OF_THE_ANSWER) reply.removeHeader(name);
    letGo(payload);
    void reply.header('vary', 'accept, accept-language');
    return JSON.stringify(this.#written(this.#unread(accept, type), request, reply));
  }

  #isExempt({ url }: RefusedRequest): boolean {
    return this.#options.isExempt?.(url) ?? false;
  }

  #send(problem: Problem<Code>, request: RefusedRequest, reply: RefusingReply): void {
    void reply.header('vary', 'accept-language').send(this.#written(problem, request, reply));
  }

  /** The document; status and type of the reply are those of a refusal. */
  #written(problem: Problem<Code>, request: RefusedRequest, reply: RefusingReply): ProblemDocument {
    const { titles, chinese, instanceOf } = this.#options;
    const { status, code, detail, problems } = problem;
    const english = { title: titles[status] ?? 'Error', detail };
    const refused = { status, code, english, chinese: chinese[code], problems, instance: instanceOf(request.url) };
    const { language, document } = problemIn(request.headers['accept-language'] as string | undefined, refused);
    void reply.status(status).type(PROBLEM_TYPE).header('content-language', language);
    return document;
  }

  #unread(accept: string | undefined, contentType: string): Problem<Code> {
    const detail = notAcceptableDetail(accept, contentType);
    return { status: 406, code: this.#options.codes.notAcceptable, detail };
  }

  /** A path that is there has methods: which, says `Allow`. */
  #wrongMethod({ is404, method, url }: RefusedRequest, reply: RefusingReply): Problem<Code> | undefined {
    const allow = is404 ? this.#options.routes.allowAt(url) : '';
    if (allow === '') return undefined;
    void reply.header('allow', allow);
    const detail = `${method} is not answered here; these are: ${allow}`;
    return { status: 405, code: this.#options.codes.methodUnknown, detail };
  }
}
