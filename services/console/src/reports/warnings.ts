import type { Bilingual } from '@liftwatch/schemas';
import type { PeriodFacts } from './facts.ts';

const MINUTE_MS = 60_000;
/** A period is whole when no more than this is missing at its end: the last roll-ups close two minutes late. */
const TAIL_MS = 5 * MINUTE_MS;
const LOW_COVERAGE = 0.95;

const when = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What a reader must know before he believes a 0. */
export const warningsOf = ({ coverage, range }: PeriodFacts, madeAtMs: number): readonly Bilingual[] => {
  const endMs = Math.min(range.toMs, madeAtMs);
  const expected = Math.floor((endMs - range.fromMs) / MINUTE_MS);
  const warnings: Bilingual[] = [];
  if (madeAtMs < range.toMs)
    warnings.push({
      zh: '本期尚未结束，数字是截至制表时的。',
      en: 'The period is not over; figures are up to the time of making.',
    });
  if (coverage.newestJudgedMs === undefined) {
    warnings.push({
      zh: '本期没有任何判定数据：没有计到的按未知列出，其余可能偏低。',
      en: 'Nothing was judged in the period: what was not counted is not known, what was may be too low.',
    });
    return warnings;
  }
  if (coverage.newestJudgedMs < endMs - TAIL_MS)
    warnings.push({
      zh: `判定数据只到 ${when.format(coverage.newestJudgedMs)}。`,
      en: `Judged data ends at ${when.format(coverage.newestJudgedMs)}.`,
    });
  if (expected - coverage.minutes > TAIL_MS / MINUTE_MS)
    warnings.push({
      zh: `应有 ${expected} 分钟，缺 ${expected - coverage.minutes} 分钟没有判定数据。`,
      en: `${expected - coverage.minutes} of ${expected} minutes have no judged data.`,
    });
  if (coverage.known !== undefined && coverage.known < LOW_COVERAGE)
    warnings.push({
      zh: `只有 ${percent(coverage.known)} 的电梯时间状态已知。`,
      en: `The state of lifts was known for only ${percent(coverage.known)} of the time.`,
    });
  if (coverage.newestDispatchMs === undefined || coverage.newestDispatchMs < endMs - TAIL_MS)
    warnings.push({
      zh: '派遣数据不完整：救援时间可能有缺。',
      en: 'Data of dispatch is incomplete: rescue times may be missing.',
    });
  return warnings;
};
