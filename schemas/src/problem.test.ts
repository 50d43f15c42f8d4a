import { expect, test } from 'vitest';
import { problemIn } from './problem.ts';

const refused = {
  status: 409,
  code: 'LIFT_X_OWNED',
  english: { title: 'Conflict', detail: 'crew-2 has taken it on' },
  chinese: { title: '已有其他人员接单', remedy: '请待命' },
  instance: '/api/v1/incidents/1',
};

test('one document, in English or in Chinese, with the same code and the particulars in both', () => {
  expect(problemIn('fr', refused)).toEqual({
    language: 'en',
    document: {
      type: 'urn:liftwatch:error:LIFT_X_OWNED',
      ...{ status: 409, code: 'LIFT_X_OWNED', title: 'Conflict', detail: 'crew-2 has taken it on' },
      instance: '/api/v1/incidents/1',
    },
  });
  expect(problemIn('zh-CN, en;q=0.5', { ...refused, problems: ['a', 'b'] })).toMatchObject({
    language: 'zh',
    document: {
      code: 'LIFT_X_OWNED',
      title: '已有其他人员接单',
      detail: '请待命（crew-2 has taken it on）',
      problems: ['a', 'b'],
    },
  });
});
