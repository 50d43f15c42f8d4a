import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { causeCodes, peopleFreed } from '@liftwatch/schemas';
import { z } from 'zod';
import { DispatchError } from '../errors.ts';
import type { Action } from '../incidents/actions/action.ts';
import { respondPage } from '../responding/page.ts';
import type { Answered, Responder } from '../responding/responder.ts';
import type { HttpReply } from './problem.ts';

export const RESPONDER = Symbol('responder');

const note = z.string().min(1).max(500).optional();
/** A form sends an empty text where nothing was said: unknown, not 0. */
const freed = z.preprocess(
  (given) => (given === '' ? undefined : given),
  z.coerce.number().pipe(peopleFreed).optional(),
);
/** A step that the recipient of a message can take by its link. */
export const respondBody = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('acknowledge') }),
  z.strictObject({ action: z.literal('refuse'), reason: z.string().min(1).max(200).default('refused-by-link') }),
  z.strictObject({ action: z.literal('eta'), etaMinutes: z.coerce.number().min(0).max(720) }),
  z.strictObject({ action: z.literal('arrive') }),
  z.strictObject({ action: z.literal('release'), note, peopleFreed: freed }),
  z.strictObject({ action: z.literal('close'), causeCode: z.enum(causeCodes).optional(), note, peopleFreed: freed }),
]);

const actionOf = (body: z.infer<typeof respondBody>): Action => {
  const { action, ...rest } = body;
  if (action === 'close') return { is: 'close', force: false, ...withoutUndefined(rest) } as Action;
  return { is: action, ...withoutUndefined(rest) } as Action;
};
const withoutUndefined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

type PageReply = HttpReply & { headers(values: Readonly<Record<string, string>>): PageReply };

/** Answering a message by its link: a page for people (GET looks, POST acts), JSON for apps. The link is the credential. */
@Controller('r')
export class RespondController {
  readonly #responder: Responder;
  constructor(@Inject(RESPONDER) responder: Responder) {
    this.#responder = responder;
  }

  @Get(':token')
  async look(@Param('token') token: string, @Res({ passthrough: true }) reply: PageReply): Promise<string> {
    const target = await this.#responder.target(token);
    void reply.headers(HEADERS).type('text/html; charset=utf-8');
    return respondPage(target, { nowMs: this.#responder.nowMs() });
  }

  @Post(':token')
  @HttpCode(200)
  async act(
    @Param('token') token: string,
    @Req() request: { readonly body: unknown; readonly headers: Readonly<Record<string, string | undefined>> },
    @Res({ passthrough: true }) reply: PageReply,
  ): Promise<string | Answered> {
    const { body, headers } = request;
    const parsed = respondBody.safeParse(body);
    if (!parsed.success)
      throw new DispatchError(
        'LIFT_DISPATCH_BODY_INVALID',
        'action: one of acknowledge, refuse, eta (etaMinutes), arrive, release (peopleFreed), close (causeCode, peopleFreed)',
        {
          recoverable: false,
          problems: parsed.error.issues.map((i) => `${i.path.map(String).join('.')}: ${i.message}`),
        },
      );
    const answered = await this.#responder.byLink(token, actionOf(parsed.data));
    void reply.headers(HEADERS).status(answered.done ? 200 : 409);
    if (!headers['accept']?.includes('text/html')) return answered;
    void reply.type('text/html; charset=utf-8');
    return respondPage(await this.#responder.target(token), { nowMs: this.#responder.nowMs(), said: answered.text });
  }
}
