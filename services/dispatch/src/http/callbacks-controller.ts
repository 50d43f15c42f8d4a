import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { readReports, voiceReport, type Report } from '../channels/reports.ts';
import { DispatchError } from '../errors.ts';
import { readKannelIncoming } from '../channels/sms/kannel-incoming.ts';
import { CALLBACKS, type CallbackService } from './callbacks.ts';
import type { HttpReply } from './problem.ts';

/** Where carriers report: receipts, calls, replies. Each URL carries our token; nothing else lets a report in. */
@Controller('callbacks')
export class CallbacksController {
  readonly #callbacks: CallbackService;
  constructor(@Inject(CALLBACKS) callbacks: CallbackService) {
    this.#callbacks = callbacks;
  }

  /** Kannel's get-url for incoming SMS; the answer goes back to the phone as an SMS. */
  @Get('kannel/:token/incoming')
  async incoming(
    @Param('token') token: string,
    @Req() request: { readonly url: string },
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<string> {
    this.#allow(token);
    const sms = readKannelIncoming(request.url);
    if (!sms) throw unreadable('kannel/incoming');
    void reply.type('text/plain; charset=utf-8');
    return (await this.#callbacks.incoming('kannel', sms)) ?? '';
  }

  @Post('voice/:token')
  @HttpCode(200)
  async voice(@Param('token') token: string, @Query('id') id: string, @Body() body: unknown): Promise<object> {
    this.#allow(token);
    const parsed = voiceReport.safeParse(body);
    if (!parsed.success || typeof id !== 'string') throw unreadable('voice');
    const { status, key } = parsed.data;
    if (status !== undefined)
      await this.#callbacks.receipt('webhook', id, status === 'answered' ? 'delivered' : 'failed');
    if (key !== undefined) await this.#callbacks.key({ provider: 'webhook', deliveryId: id }, key);
    return { taken: true };
  }

  @Post(':carrier/:kind/:token')
  @HttpCode(200)
  async report(@Param() at: { carrier: string; kind: string; token: string }, @Body() body: unknown): Promise<object> {
    this.#allow(at.token);
    const read = readReports(`${at.carrier}/${at.kind}`, body);
    if (!read) throw unreadable(`${at.carrier}/${at.kind}`);
    for (const report of read.reports) await this.#take(at.carrier, report);
    return read.thanks;
  }

  async #take(provider: string, report: Report): Promise<void> {
    if (report.is === 'receipt') await this.#callbacks.carrierReceipt(provider, report.carrierId, report.state);
    else if (report.is === 'key') await this.#callbacks.key({ provider, carrierId: report.carrierId }, report.key);
    else await this.#callbacks.incomingReport(provider, report);
  }

  #allow(token: string): void {
    if (!this.#callbacks.isOurs(token))
      throw new DispatchError('LIFT_DISPATCH_TOKEN_WRONG', 'the token in the callback URL is not ours', {
        recoverable: false,
      });
  }
}

const unreadable = (source: string): DispatchError =>
  new DispatchError('LIFT_DISPATCH_BODY_INVALID', `not a report of ${source.slice(0, 60)}: see docs/channels.md`, {
    recoverable: false,
  });
