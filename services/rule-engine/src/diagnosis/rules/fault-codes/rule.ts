import type { CodeEvent } from '@liftwatch/schemas';
import type { RuleCall } from '../../kernel/rule.ts';
import { codedRule, newCodedMemory } from '../coded.ts';
import { rawOf } from '../occupancy.ts';

/** Codes that have rules of their own. */
const ELSEWHERE = new Set([
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '07',
  '08',
  '41',
  '42',
  '43',
  '44',
  '45',
  '46',
  '47',
  '90',
  'X01',
  'X02',
]);
const REMEMBERED = 16;
const UNKNOWN_CODE = 'U00';

/** A code that its table does not hold is kept and told, not guessed. */
const unknown = (c: RuleCall, body: CodeEvent): void => {
  const raw = rawOf(c, body);
  const key = `unknown/${raw.dialect}/${raw.code}`;
  if (body.phase === 'cleared') return c.ends(key, 'reported');
  const evidence = c.evidence({ zh: `未知代码 ${raw.code}`, en: `code ${raw.code} is not in table ${raw.dialect}` });
  if (c.slots().length < REMEMBERED && !c.slot(key))
    c.holds(key, { code: UNKNOWN_CODE, onsetMs: c.nowMs, alarmAtMs: c.nowMs, raw, evidence });
};

/** What a terminal reports by code and no rule of its own takes: vendors' X codes, escalators, unknown codes. */
export const faultCodes = codedRule({
  name: 'fault-codes',
  version: '2',
  codes: [
    'X03',
    'X04',
    'X05',
    'X06',
    'X07',
    'X08',
    'X09',
    'X10',
    'X11',
    'X12',
    'X13',
    'X14',
    'X15',
    'X16',
    'X17',
  ].concat(['X18', 'X22', '61', '62', '63', '64', '65', 'E01', 'E02', 'E03', 'E04', 'E05', UNKNOWN_CODE]),
  initial: newCodedMemory,
  takes: (code) => !ELSEWHERE.has(code),
  endedBy: (clearing, key) => clearing === '00' && !key.startsWith('unknown/'),
  endedByRun: (code) => code === 'X08',
  unknown,
});
