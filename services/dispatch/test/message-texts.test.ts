import type { Delivery, Finding } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { smsText } from '../src/channels/sms/sms-text.ts';
import { descriptionOf } from '../src/channels/words.ts';
import { aFinding, s } from './support/a-finding.ts';
import { rescuePolicy } from '../src/index.ts';
import { openPipeline } from './support/open-pipeline.ts';

const saying = (zh: string, en: string): Finding['explanation'] => ({
  summary: { zh, en },
  evidence: [],
  thresholds: [],
  clearsWhen: { zh: '开门', en: 'door opens' },
});
const alarm = (parts: Parameters<typeof aFinding>[0] = {}) =>
  aFinding({
    atS: 330,
    onsetAtMs: s(30),
    explanation: saying('有人困在两层之间', 'People stuck between floors'),
    ...parts,
  });
const opened = aFinding({
  revision: 2,
  change: 'cleared',
  stage: 'released',
  atS: 930,
  onsetAtMs: s(30),
  explanation: saying('困人结束：门已在平层完全打开', 'Entrapment over: the door has opened fully at a landing'),
});

const toManager = async (...findings: readonly Finding[]): Promise<Delivery> => {
  const p = await openPipeline();
  await p.find(...findings);
  return p.deliveries.findLast((d) => d.role === 'manager') as Delivery;
};

test('the alarm says what, and since when: the clock time and the minutes', async () => {
  const delivery = await toManager(alarm({ lift: { floor: '7' } }));
  expect(descriptionOf(delivery)).toEqual({
    zh: '有人困在两层之间，10:00起，已5分钟，楼层7。',
    en: 'People stuck between floors; since 10:00 Beijing time, 5 min ago; floor 7.',
  });
  expect(smsText(delivery)).toBe('【电梯卫士】报警：电梯困人，天塔1号楼1号梯，10:00起已5分钟，有人困在两层之间，7层');
});

test('who is in the car is said where the summary does not', async () => {
  const delivery = await toManager(
    alarm({ occupancy: 'unknown', explanation: saying('轿厢停在两层之间', 'Car stands between floors') }),
  );
  expect(descriptionOf(delivery).zh).toContain('轿厢是否有人不明');
  expect(smsText(delivery)).toContain('轿厢人员不明');
});

test('the end says why, how long it lasted, and not the suspicion again', async () => {
  const delivery = await toManager(alarm(), opened);
  expect(delivery.notice).toBe('released');
  expect(smsText(delivery)).toBe(
    '【电梯卫士】解除：电梯困人，天塔1号楼1号梯，10:00起，历时15分钟，困人结束：门已在平层完全打开',
  );
  expect(descriptionOf(delivery).en).toBe(
    'Entrapment over: the door has opened fully at a landing; began 10:00 Beijing time, lasted 15 min.',
  );
});

test('a fault that joined and goes on does not speak for the end', async () => {
  const joined = aFinding({ code: '04', atS: 340, priority: 'P0' });
  expect(smsText(await toManager(alarm(), joined, opened))).toContain('困人结束');
});

test('every text to a manager fits one segment, Chinese texts have Chinese punctuation', async () => {
  const longest = [
    alarm({ lift: { floor: 'B12', registered: false } }),
    alarm({ code: 'X03', incidentKind: 'dangerous-movement', priority: 'P0', occupancy: 'empty' }),
    alarm({ explanation: saying('有人困在轿厢内（平层），门打不开', 'People shut in the car') }),
  ];
  for (const finding of longest) {
    const text = smsText(await toManager(finding));
    expect(text.length).toBeLessThanOrEqual(70);
    expect(text).not.toMatch(/[一-龥][,;!?()]|[,;!?()][一-龥]/u);
  }
});

test.each(['rejected', 'released'] as const)(
  '%s by an operator while a joined 04 goes on: told, and the incident ends',
  async (stage) => {
    const p = await openPipeline();
    await p.find(aFinding(), aFinding({ code: '04', atS: 5 }));
    expect(p.ofKind('entrapment')[0]?.members.map((m) => m.code)).toEqual(['X02', '04']);
    await p.find(
      aFinding({
        revision: 2,
        change: 'cleared',
        stage,
        atS: 60,
        confirmation: stage === 'rejected' ? 'rejected' : 'none',
      }),
    );
    expect(p.ofKind('entrapment')[0]).toMatchObject({
      state: stage === 'released' ? 'freed' : 'resolved',
      outcome: stage,
    });
    expect(
      p
        .told()
        .filter((line) => line.startsWith(stage))
        .sort(),
    ).toEqual([`${stage}:firm`, `${stage}:manager`, `${stage}:platform`]);
  },
);

test('each step of escalation says in one segment what has not been done, and asks for an answer', async () => {
  const p = await openPipeline(rescuePolicy);
  await p.find(alarm());
  for (const minute of [1, 2, 3, 6]) await p.advanceTo(s(330 + minute * 60));
  const texts = p.deliveries.filter((d) => d.notice === 'escalated' || d.notice === 'overdue').map((d) => smsText(d));
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) {
    expect(text.length).toBeLessThanOrEqual(70);
    expect(text).toMatch(/分钟未(接单|到场)/);
  }
});

test('an end that a person says is no longer told in the words of the alarm', async () => {
  const p = await openPipeline(rescuePolicy);
  await p.find(alarm());
  const { incidentId } = p.all()[0]!;
  await p.act({ incidentId, by: 'crew-1', action: { is: 'release' }, nowMs: s(930) });
  const released = p.deliveries.findLast((d) => d.role === 'manager')!;
  expect(released.notice).toBe('released');
  expect(smsText(released)).toBe(
    '【电梯卫士】解除：电梯困人，天塔1号楼1号梯，10:00起，历时15分钟，困人结束：人工确认已解救',
  );
  const q = await openPipeline(rescuePolicy);
  await q.find(alarm());
  await q.act({ incidentId: q.all()[0]!.incidentId, by: 'op', action: { is: 'reject' }, nowMs: s(930) });
  expect(smsText(q.deliveries.findLast((d) => d.role === 'manager')!)).toContain('人工核实为误报');
});

test('a step that is taken before its time says why, and not that its time has passed', async () => {
  const noteAfter = async (action: Parameters<Awaited<ReturnType<typeof openPipeline>>['act']>[0]['action']) => {
    const p = await openPipeline(rescuePolicy);
    await p.find(aFinding());
    await p.act({ incidentId: p.all()[0]!.incidentId, by: 'crew-1', action, nowMs: s(10) });
    return p.all()[0]!.timeline.find((t) => t.what === 'escalated' || t.what === 'clock-passed')?.words;
  };
  expect(await noteAfter({ is: 'eta', etaMinutes: 20 })).toEqual({
    zh: '15分钟无人到场：crew-1预计20分钟后才到',
    en: '15 min without arrival: crew-1 expects to be there in 20 min only',
  });
  expect(await noteAfter({ is: 'refuse', reason: 'busy' })).toEqual({
    zh: '电话叫醒值班人员：crew-1不能来',
    en: 'crew on duty by phone: crew-1 cannot come',
  });
});

test('trouble of liftwatch, of a site or of a network says nothing of who is in a car', async () => {
  const p = await openPipeline(rescuePolicy, {
    recipientsOf: (role) => [{ recipientId: role, role, channel: 'sms', address: '13800000001' }],
  });
  const summary = { zh: '值班表R1缺人', en: 'rota R1 has nobody on duty' };
  await p.pipeline.trouble({ trouble: 'rota-gap', subject: 'rota/R1', summary }, s(0)).then(({ deliveries }) => {
    for (const one of deliveries) {
      expect(`${descriptionOf(one).zh} ${smsText(one)}`).not.toMatch(/轿厢|人员不明/);
      expect(`${descriptionOf(one).en} ${smsText({ ...one, language: 'en' })}`).not.toMatch(/car |empty|occup/);
    }
    expect(deliveries.length).toBeGreaterThan(0);
  });
});

test('nobody reads that the next level was called where there is nobody to call', async () => {
  const noteTo = async (roles: readonly string[], stepsS: readonly number[]) => {
    const p = await openPipeline(rescuePolicy, {
      recipientsOf: (role) =>
        roles.includes(role) ? [{ recipientId: role, role, channel: 'sms', address: '13800000001' }] : [],
    });
    await p.find(aFinding());
    for (const atS of stepsS) await p.advanceTo(s(atS + 1));
    return p.deliveries.findLast((d) => d.recipientId === 'firm' || d.recipientId === 'operator')?.content.note;
  };
  const toStation = [60, 120, 180];
  const toRescue = [...toStation, 300, 360];
  expect((await noteTo(['firm', 'station'], toStation))?.zh).toBe('3分钟未接单，启动二级网络救援');
  expect(await noteTo(['firm', 'operator'], toStation)).toEqual({
    zh: '3分钟未接单，无网络救援站可通知',
    en: 'not taken on after 3 min, no rescue station to call',
  });
  expect((await noteTo(['firm', 'station', 'operator'], toRescue))?.zh).toBe('6分钟未接单，消防公安未通知，请拨119');
  expect((await noteTo(['firm', 'rescue', 'operator'], toRescue))?.zh).toBe('6分钟未接单，启动三级消防公安救援');
  expect((await noteTo(['firm', 'station'], [60, 120, 200]))?.zh).toMatch(/；系统停机，迟发2[01]秒$/);
});

test('who has taken it on is asked to say that he is there, not to take it on again', async () => {
  const p = await openPipeline(rescuePolicy);
  await p.find(alarm());
  const { incidentId } = p.all()[0]!;
  await p.act({ incidentId, by: 'firm/F1', action: { is: 'acknowledge' }, nowMs: s(340) });
  await p.advanceTo(s(330 + 601));
  const overdue = p.deliveries.findLast((d) => d.recipientId === 'firm/F1')!;
  expect(overdue.notice).toBe('overdue');
  expect(smsText(overdue)).toMatch(/回复3到场$/);
  expect(smsText({ ...overdue, language: 'en' })).toMatch(/reply 3$/);
});
