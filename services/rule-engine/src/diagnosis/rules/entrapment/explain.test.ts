import { expect, test } from 'vitest';
import { boards, ofRule, Story, told } from '../../test-language/timeline.ts';

const summaries = (story: Story, until: number) =>
  ofRule(told(story, until), 'entrapment').map((f) => f.explanation.summary);
const between = (): Story =>
  boards(new Story(), -40).state(-30, { carStatus: 'running', doorZone: false }).state(0, { carStatus: 'stopped' });

test('between floors: said plainly, and the end says why', () => {
  const story = between().state(40, { doorZone: true }).state(42, { carDoorStatus: 'opened' });
  expect(summaries(story, 60)).toEqual([
    { zh: '疑似有人困在两层之间', en: 'Suspected: people stuck between floors' },
    { zh: '有人困在两层之间', en: 'People stuck between floors' },
    { zh: '困人结束：门已在平层完全打开', en: 'Entrapment over: the door has opened fully at a landing' },
  ]);
});

test('at a floor: the door does not open; moved on: withdrawn because of that', () => {
  const arrived = () =>
    boards(new Story(), -40)
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(0, { carStatus: 'stopped', doorZone: true })
      .state(50, {});
  expect(summaries(arrived(), 95).at(-1)?.zh).toBe('有人困在轿厢内（平层），门打不开');
  expect(summaries(arrived().state(70, { carStatus: 'running' }), 80).at(-1)?.zh).toBe('疑似困人撤回：轿厢已重新运行');
});

test.each([
  ['released', '困人结束：操作员确认已解救'],
  ['rejected', '困人结束：操作员判定为误报'],
] as const)('%s by an operator: the end says so', (decision, zh) => {
  const story = between().context(40, { type: 'operator-decision', decision });
  expect(summaries(story, 60).at(-1)?.zh).toBe(zh);
});

test('a code of the terminal is its word, also where nobody knows who is in the car', () => {
  const story = new Story()
    .state(-5, { carStatus: 'stopped', doorZone: false, carDoorStatus: 'closed' })
    .code(0, '09', { dialect: 'shanghai' });
  const [finding] = ofRule(told(story, 10), 'entrapment');
  expect(finding).toMatchObject({ occupancy: 'occupied', explanation: { summary: { zh: '终端上报有人被困' } } });
  expect(finding?.tags).not.toContain('occupancy-unknown');
});

test('nobody known to be in the car: says where it stands, and that it is not known', () => {
  const story = new Story().state(0, { carStatus: 'stopped', doorZone: false, carDoorStatus: 'closed' });
  expect(summaries(story, 70)).toEqual([
    { zh: '轿厢停在两层之间；是否有人不明', en: 'Car stands between floors; occupancy unknown' },
  ]);
});
