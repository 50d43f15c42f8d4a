import type { Delivery, NoticeKind } from '@liftwatch/schemas';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '../src/channels/channel.ts';
import { rescuePolicy } from '../src/index.ts';
import { CALL_TAKES_MS, LINE_GIVES_UP_MS, LINE_WAITS_MS, takeLine } from '../src/outbox/phone-line.ts';
import { reasonText } from '../src/http/reason-words.ts';
import { timelineText } from '../src/http/timeline-words.ts';
import { eraseContact } from '../src/personal/erase.ts';
import type { Directory, Recipient } from '../src/routing/directory.ts';
import { aFinding, s } from './support/a-finding.ts';
import { openOffice } from './support/open-office.ts';
import { openPipeline } from './support/open-pipeline.ts';

const NUMBER = '13800000001';
const people: readonly Recipient[] = [
  { recipientId: 'night', role: 'firm', channel: 'voice', address: NUMBER },
  { recipientId: 'night-sms', personId: 'night', role: 'firm', channel: 'sms', address: NUMBER },
  { recipientId: 'mate', role: 'backup', channel: 'voice', address: '13800000002' },
  { recipientId: 'owner', role: 'manager', channel: 'voice', address: `+86${NUMBER}` },
];
const directory: Directory = {
  recipientsOf: (role, incident) =>
    people.filter((one) => one.role === role && (role !== 'manager' || incident.liftId === 'MANAGED')),
};

/** A firm's one phone, a voice gateway that takes every call, and a clock that the test sets. */
const openTown = async () => {
  const p = await openPipeline(rescuePolicy, directory);
  const clock = { ms: s(0) };
  const placed: Delivery[] = [];
  const texts: Delivery[] = [];
  const voice: Channel = {
    async send(delivery) {
      placed.push(delivery);
      return { is: 'accepted', provider: 'gateway', carrierId: delivery.deliveryId, receiptWaitMs: 600_000 };
    },
  };
  const sms: Channel = {
    async send(delivery) {
      texts.push(delivery);
      return { is: 'delivered' };
    },
  };
  const notes: Promise<unknown>[] = [];
  const office = openOffice(
    p.database,
    { voice, sms },
    {
      nowMs: () => clock.ms,
      onUnreached: (delivery, why) => void notes.push(p.pipeline.unreached(delivery, why, clock.ms)),
      onCall: (call, what) => void notes.push(p.pipeline.callNoted(call, what, clock.ms)),
      onError: (error) => expect.fail(String(error)),
    },
  );
  const outbox = office.start();
  const settle = async (): Promise<void> => {
    await outbox.idle();
    await Promise.all(notes.splice(0));
    await outbox.idle();
  };
  const incidentId = (liftId: string): string => [...p.pipeline.open()].find((i) => i.liftId === liftId)!.incidentId;
  const find = async (liftId: string, parts: Parameters<typeof aFinding>[0] = {}): Promise<void> => {
    await p.find(aFinding({ liftId, ...parts, atS: (clock.ms - s(0)) / 1_000 }));
    await settle();
  };
  const rowOf = async (liftId: string, notice: NoticeKind, recipientId = 'night'): Promise<Delivery> => {
    const rows = await p.database.selectFrom('delivery').select('document').execute();
    return rows
      .map(({ document }) => JSON.parse(document) as Delivery)
      .find((d) => d.content.liftId === liftId && d.notice === notice && d.recipientId === recipientId)!;
  };
  return {
    rowOf,
    entrapment: (liftId: string) => find(liftId),
    fault: (liftId: string) => find(liftId, { code: '08', priority: 'P1' }),
    over: (liftId: string) => find(liftId, { revision: 9, change: 'cleared', stage: 'released' }),
    takes: async (liftId: string, by = 'mate') => {
      await p.act({ incidentId: incidentId(liftId), by, action: { is: 'acknowledge' }, nowMs: clock.ms });
      await settle();
    },
    /** What becomes of the call about a lift. */
    receipt: async (liftId: string, state: 'delivered' | 'failed' | 'acknowledged', notice: NoticeKind = 'alarm') => {
      const call = placed.findLast((d) => d.content.liftId === liftId && d.notice === notice)!;
      await office.record.receipt(call.deliveryId, { state, provider: 'gateway', atMs: clock.ms });
      await settle();
    },
    pass: async (ms: number) => {
      clock.ms += ms;
      await settle();
    },
    /** Calls that were placed, in their order. */
    calls: (to?: string) =>
      placed.filter((d) => to === undefined || d.recipientId === to).map((d) => `${d.content.liftId} ${d.notice}`),
    texts: () => texts.map((d) => `${d.content.liftId} ${d.notice}`),
    timeline: (liftId: string) => [...p.pipeline.open()].find((i) => i.liftId === liftId)!.timeline,
    database: p.database,
    close: () => outbox.close(),
  };
};

let town: Awaited<ReturnType<typeof openTown>>;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

describe('several incidents call one person: the calls follow one another', () => {
  test.each(['delivered', 'failed', 'acknowledged'] as const)('the next as soon as the former is %s', async (fate) => {
    for (const lift of ['L1', 'L2', 'L3']) await town.entrapment(lift);
    expect(town.calls('night')).toEqual(['L1 alarm']);
    await town.receipt('L1', fate);
    expect(town.calls('night')).toEqual(['L1 alarm', 'L2 alarm']);
    await town.pass(5_000);
    expect(town.calls('night')).toEqual(['L1 alarm', 'L2 alarm']);
    await town.receipt('L2', fate);
    expect(town.calls('night')).toEqual(['L1 alarm', 'L2 alarm', 'L3 alarm']);
  });

  test('without any word of the former it waits as long as a call can take', async () => {
    await town.entrapment('L1');
    await town.entrapment('L2');
    await town.pass(CALL_TAKES_MS - 1);
    expect(town.calls('night')).toEqual(['L1 alarm']);
    await town.pass(1);
    expect(town.calls('night')).toEqual(['L1 alarm', 'L2 alarm']);
  });

  test('messages by SMS to the same number wait for no call', async () => {
    for (const lift of ['L1', 'L2', 'L3']) await town.entrapment(lift);
    expect(town.texts()).toEqual(['L1 alarm', 'L2 alarm', 'L3 alarm']);
  });

  test('people in danger come first, whenever their alarm came', async () => {
    await town.fault('L1');
    await town.fault('L2');
    await town.entrapment('L3');
    await town.receipt('L1', 'delivered');
    expect(town.calls('night')).toEqual(['L1 alarm', 'L3 alarm']);
    await town.receipt('L3', 'delivered');
    expect(town.calls('night')).toEqual(['L1 alarm', 'L3 alarm', 'L2 alarm']);
  });

  test('two contacts with one number, written in two ways, have one line', async () => {
    await town.entrapment('MANAGED');
    expect(town.calls()).toEqual(['MANAGED alarm']);
    await town.receipt('MANAGED', 'delivered');
    expect(town.calls('owner')).toEqual(['MANAGED alarm']);
  });
});

describe('what stands on the timeline', () => {
  test('that the call waits and for what, once, in both languages', async () => {
    await town.entrapment('L1');
    await town.entrapment('L2');
    await town.pass(2_000);
    const lines = town.timeline('L2').filter((t) => t.what === 'call-waits');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ who: 'night', reason: 'another-call-to-the-same-number' });
    expect(timelineText(lines[0]!)).toEqual({
      zh: '电话排队：正以同一号码通话，结束后即拨打（报警 电话 night）',
      en: 'a call waits: the same number has another call: placed as soon as that has ended (alarm voice night)',
    });
    expect(town.timeline('L1').map((t) => t.what)).not.toContain('call-waits');
  });
});

describe('a call that nobody needs any more is not placed', () => {
  test('since somebody has taken it on; nor is the call that would take it back', async () => {
    await town.entrapment('L1');
    await town.entrapment('L2');
    await town.takes('L2');
    await town.receipt('L1', 'delivered');
    await town.pass(CALL_TAKES_MS);
    expect(town.calls('night')).toEqual(['L1 alarm']);
    expect(await town.rowOf('L2', 'alarm')).toMatchObject({ state: 'superseded', notPlaced: 'taken-on', attempts: 0 });
    const line = town.timeline('L2').find((t) => t.what === 'call-not-placed')!;
    expect(line).toMatchObject({ who: 'night', reason: 'call-taken-on' });
    expect(reasonText(line.reason).en).toBe('somebody has taken it on');
  });

  test('since it is over', async () => {
    await town.entrapment('L1');
    await town.entrapment('L2');
    await town.over('L2');
    await town.receipt('L1', 'delivered');
    await town.pass(CALL_TAKES_MS);
    expect(town.calls('night')).toEqual(['L1 alarm']);
    expect(await town.rowOf('L2', 'alarm')).toMatchObject({ state: 'superseded', notPlaced: 'over' });
  });

  test('but it is placed where its incident goes on without an owner, and the former one was taken on', async () => {
    await town.entrapment('L1');
    await town.entrapment('L2');
    await town.takes('L1', 'night');
    await town.receipt('L1', 'acknowledged');
    expect(town.calls('night')).toEqual(['L1 alarm', 'L2 alarm']);
  });
});

describe('a line that stays busy', () => {
  /** One call after another about people in danger has the line, the first of them at once. */
  const busyFor = async (ms: number): Promise<void> => {
    for (let n = 0, passedMs = 0; passedMs < ms; n += 1, passedMs += 60_000) {
      await town.entrapment(`D${n + 1}`);
      await town.pass(60_000);
      await town.receipt(`D${n}`, 'delivered');
    }
  };

  test('is the turn of the next person, and the call keeps its own', async () => {
    await town.entrapment('D0');
    await town.fault('L1');
    await busyFor(LINE_WAITS_MS + 60_000);
    const call = await town.rowOf('L1', 'alarm');
    expect(call).toMatchObject({ state: 'queued', lastError: 'line-busy', attempts: 0 });
    expect(call.unreachedAtMs).toBeGreaterThanOrEqual(call.lineBusySinceMs! + LINE_WAITS_MS);
    expect(town.timeline('L1').find((t) => t.what === 'not-reached')).toMatchObject({ reason: 'line-busy' });
  });

  test('for longer than ten calls can take is given up, told as such, and left to be called by hand', async () => {
    await town.entrapment('D0');
    await town.fault('L1');
    await busyFor(LINE_GIVES_UP_MS + 60_000);
    expect(await town.rowOf('L1', 'alarm')).toMatchObject({ state: 'failed', lastError: 'line-busy' });
    expect(
      town
        .timeline('L1')
        .filter((t) => t.what === 'not-reached')
        .map((t) => t.reason),
    ).toEqual(['line-busy', 'given-up']);
  });
});

describe('a line', () => {
  const callTo = async (liftId: string): Promise<Delivery> => {
    await town.entrapment('L1');
    await town.database.deleteFrom('phone_line').execute();
    return { ...(await town.rowOf('L1', 'alarm')), deliveryId: `call-about-${liftId}` };
  };

  test('is taken by one call, until that is over or its time has come', async () => {
    const [one, other] = [await callTo('L8'), await callTo('L9')];
    const take = (call: Delivery, nowMs: number): Promise<boolean> =>
      takeLine(town.database, call, { nowMs, untilMs: nowMs + 1_000 });
    expect(await take(one, s(0))).toBe(true);
    expect(await take(one, s(0))).toBe(true);
    expect(await take(other, s(0) + 999)).toBe(false);
    expect(await take(other, s(0) + 1_000)).toBe(true);
    expect(await take(one, s(0) + 1_000)).toBe(false);
  });

  test('and its number are forgotten with the contact', async () => {
    await town.entrapment('L1');
    await town.entrapment('L2');
    await eraseContact(town.database, 'night', { id: 'op', nowMs: s(1) });
    expect(await town.database.selectFrom('phone_line').selectAll().execute()).toEqual([]);
    const rows = await town.database.selectFrom('delivery').select('line').where('line', 'is not', null).execute();
    expect(rows).toEqual([]);
  });
});
