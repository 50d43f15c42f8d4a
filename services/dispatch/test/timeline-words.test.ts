import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shownFacts } from '../src/http/ledger-words.ts';
import { reasonText } from '../src/http/reason-words.ts';
import { stepName } from '../src/escalation/words.ts';
import { timelineText } from '../src/http/timeline-words.ts';
import { rescuePolicy } from '../src/index.ts';
import { aFinding, s } from './support/a-finding.ts';
import { openPipeline } from './support/open-pipeline.ts';

test('a timeline reads as a story, in both languages, without ids and codes', async () => {
  const p = await openPipeline(rescuePolicy);
  await p.find(aFinding({ stage: 'suspected' }), aFinding({ revision: 2, change: 'updated', atS: 10 }));
  await p.advanceTo(s(190));
  const { incidentId } = p.all()[0]!;
  await p.act({ incidentId, by: 'crew-1', action: { is: 'acknowledge' }, nowMs: s(200) });
  await p.act({ incidentId, by: 'crew-1', action: { is: 'arrive' }, nowMs: s(500) });
  await p.find(aFinding({ revision: 3, change: 'cleared', stage: 'released', atS: 600 }));
  await p.act({
    incidentId,
    by: 'op',
    action: { is: 'close', causeCode: 'door-system', note: 'sill cleaned', force: false },
    nowMs: s(700),
  });
  const texts = p.all()[0]!.timeline.map((entry) => timelineText(entry));
  expect(texts.map((t) => t.en)).toEqual(
    expect.arrayContaining([
      'told the maintenance firm: an entrapment goes to firm, platform and manager (alarm webhook firm/F1)',
      'suspected → alarm: the rule’s time is reached'.replace('’', "'"),
      'escalated: nobody took it on in time (network rescue station: not taken on after 3 min; skipped: crew on duty by phone, second line on duty)',
      'acknowledged → arrived: in time (490 s after the alarm)',
      'told the operator: by the step "network rescue station" (escalated log operator)',
      'arrived → people freed: the lift says that it has ended',
      'people freed → cause filed: door system (sill cleaned)',
    ]),
  );
  expect(texts.map((t) => t.zh)).toEqual(
    expect.arrayContaining([
      '立案：疑似：困人判断（X02 疑似 P1 轿内有人 规则 rule 版本 1）',
      '通知维保单位：困人报警：维保、平台、管理方（报警 Webhook firm/F1）',
      '升级：接单超时（网络救援站：3分钟未接单；跳过：电话叫醒值班人员、备班人员）',
      '已接单 → 已到场：按时到场（报警后 490 秒）',
      '无人可通知：没有能这样通知到的网络救援站（升级救援）',
    ]),
  );
  for (const { zh, en } of texts) {
    // Whole sentences only in the language of the reader; names, codes and ids are the same in both.
    expect(zh).not.toMatch(/ (after|taken|registered|called|of) /);
    expect(`${zh} ${en}`).not.toMatch(/[0-9a-f]{32}/);
    expect(zh).toMatch(/[一-龥]/u);
  }
});

test('the steps as delivered are called by the time that a policy gives them', () => {
  const named = (id: string, minutes: number) => {
    const step = rescuePolicy.escalation!.steps.find((one) => one.id === id)!;
    return stepName({ ...step, afterMs: minutes * 60_000 });
  };
  expect(named('arrival-5', 5)).toEqual({ zh: '5分钟无人到场', en: '5 min without arrival' });
  expect(named('arrival-5', 3)).toEqual({ zh: '3分钟无人到场', en: '3 min without arrival' });
  expect(named('arrival-breach', 20)).toEqual({ zh: '20分钟到场时限', en: 'arrival limit of 20 min' });
  expect(named('release-30', 1.5)).toEqual({ zh: '到场90秒未解救', en: 'not released 90 s after arrival' });
  const own = { zh: '五分钟没人', en: 'nobody for five' };
  expect(stepName({ ...rescuePolicy.escalation!.steps.find(({ id }) => id === 'arrival-5')!, name: own })).toEqual(own);
  expect(named('release-30', 0.5)).toEqual({ zh: '到场30秒未解救', en: 'not released 30 s after arrival' });
});

test('a step without a name is shown by its id, one with a name by it', async () => {
  const own = (name: object) => ({
    ...rescuePolicy,
    escalation: {
      ...rescuePolicy.escalation!,
      steps: [{ ...rescuePolicy.escalation!.steps[2]!, id: 'street', ...name }],
    },
  });
  const lineBy = async (policy: typeof rescuePolicy) => {
    const p = await openPipeline(policy);
    await p.find(aFinding());
    await p.advanceTo(s(190));
    return timelineText(p.all()[0]!.timeline.find((entry) => entry.what === 'escalated')!).zh;
  };
  expect(await lineBy(own({}))).toContain('（street：3分钟未接单');
  expect(await lineBy(own({ afterMs: 20_000 }))).toContain('（street：20秒未接单');
  expect(await lineBy(own({ name: { zh: '街道值守', en: 'street office' } }))).toContain('（街道值守：3分钟未接单');
});

test('the facts of the audit ledger have names, and values that are codes have words', () => {
  const shown = shownFacts('delivery', {
    state: 'delivered',
    notice: 'alarm',
    channel: 'voice',
    attempts: 2,
    possiblyRepeated: false,
  });
  expect(shown.map(({ name, value }) => `${name.zh} ${value.zh}`)).toEqual([
    '状态 已送达',
    '通知 报警',
    '渠道 电话',
    '发送次数 2',
    '可能重复 否',
  ]);
  expect(shownFacts('incident', { state: 'dispatched', last: 'alarm->dispatched' }).map(({ value }) => value)).toEqual([
    { zh: '已派单', en: 'dispatched' },
    { zh: '报警 → 已派单', en: 'alarm → dispatched' },
  ]);
  expect(shownFacts('change', { somethingNew: 'x' })).toEqual([
    { fact: 'somethingNew', name: { zh: 'somethingNew', en: 'somethingNew' }, value: { zh: 'x', en: 'x' } },
  ]);
});

const CENTRE = ['correlation', 'escalation', 'holding', 'incidents', 'pipeline', 'routing'];
/** Every fixed reason that a decision can write on a timeline, as the sources have it. */
const reasonsInSources = (): readonly string[] =>
  CENTRE.flatMap((folder) =>
    readdirSync(join(import.meta.dirname, '../src', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .flatMap((name) => readFileSync(join(import.meta.dirname, '../src', folder, name), 'utf8').split('\n')),
  )
    // What was not done is answered to whoever asked, and stands on no timeline.
    .filter((line) => !line.includes('done: false'))
    .flatMap((line) => [...line.matchAll(/reason: '([a-z0-9-]+)'/g)].map(([, reason = '']) => reason));

test('every reason that a decision writes has words in Chinese and in English', () => {
  const reasons = [...new Set(reasonsInSources())];
  expect(reasons.length).toBeGreaterThan(30);
  const without = reasons.filter((reason) => {
    const { zh, en } = reasonText(reason);
    return !/[一-龥]/u.test(zh) || en === reason;
  });
  expect(without).toEqual([]);
});
