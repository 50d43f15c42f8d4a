import type { RuleTally, TrackTally } from './track.ts';

export interface Prices {
  readonly smsEach: number;
  readonly voiceEach: number;
  readonly currency: string;
}

interface Side {
  readonly alarms: number;
  readonly suspected: number;
  readonly withdrawn: number;
  readonly liftsCount: number;
  readonly messages: number;
  readonly sms: number;
}

export interface TrackSummary {
  readonly version: string;
  readonly alarms: number;
  readonly incidents: number;
  readonly messages: Readonly<Record<string, number>>;
  readonly messagesCount: number;
  /** Parts that a carrier counts: 70 characters alone, 67 each when joined. */
  readonly smsSegments: number;
  readonly voiceCalls: number;
  readonly cost: number;
  readonly ruleFailures: number;
}

export interface BacktestSummary {
  readonly source: string;
  readonly entries: number;
  /** Readings of a file that the broker would have refused; told one by one on standard error. */
  readonly refusedReadings: number;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly hours: number;
  readonly currency: string;
  readonly rules: readonly { readonly rule: string; readonly baseline: Side; readonly candidate: Side }[];
  readonly baseline: TrackSummary;
  readonly candidate: TrackSummary;
}

const sideOf = (tally: RuleTally | undefined): Side => ({
  alarms: tally?.alarms ?? 0,
  suspected: tally?.suspected ?? 0,
  withdrawn: tally?.withdrawn ?? 0,
  liftsCount: tally?.lifts.size ?? 0,
  messages: tally?.messages ?? 0,
  sms: tally?.sms ?? 0,
});

const money = (value: number): number => Math.round(value * 10_000) / 10_000;

const trackOf = (tally: TrackTally, prices: Prices): TrackSummary => ({
  version: tally.version,
  alarms: [...tally.byRule.values()].reduce((sum, rule) => sum + rule.alarms, 0),
  incidents: tally.incidents,
  messages: tally.messages,
  messagesCount: Object.values(tally.messages).reduce((sum, count) => sum + count, 0),
  smsSegments: tally.smsSegments,
  voiceCalls: tally.voiceCalls,
  cost: money(tally.smsSegments * prices.smsEach + tally.voiceCalls * prices.voiceEach),
  ruleFailures: tally.failures,
});

export const summaryOf = (o: {
  readonly source: string;
  readonly entries: number;
  readonly refusedReadings: number;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly baseline: TrackTally;
  readonly candidate: TrackTally;
  readonly prices: Prices;
}): BacktestSummary => {
  const { baseline, candidate, prices, fromMs, toMs } = o;
  const names = [...new Set([...baseline.byRule.keys(), ...candidate.byRule.keys()])].sort();
  return {
    source: o.source,
    entries: o.entries,
    refusedReadings: o.refusedReadings,
    fromMs: fromMs ?? null,
    toMs: toMs ?? null,
    hours: fromMs === undefined || toMs === undefined ? 0 : Math.round((toMs - fromMs) / 36_000) / 100,
    currency: prices.currency,
    rules: names.map((rule) => ({
      rule,
      baseline: sideOf(baseline.byRule.get(rule)),
      candidate: sideOf(candidate.byRule.get(rule)),
    })),
    baseline: trackOf(baseline, prices),
    candidate: trackOf(candidate, prices),
  };
};

const change = (before: number, after: number): string => {
  if (before === after) return '=';
  return after > before ? `+${after - before}` : String(after - before);
};

const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, i) => (i === 0 ? String(cell).padEnd(30) : String(cell).padStart(12))).join('');

const time = (ms: number | null): string =>
  ms === null ? '-' : new Date(ms + 28_800_000).toISOString().slice(0, 16).replace('T', ' ');

/** The summary as people read it. Times are Beijing time. */
export const summaryText = (summary: BacktestSummary): string => {
  const { baseline: a, candidate: b, currency } = summary;
  const total = (name: string, before: number, after: number): string =>
    row([name, before, after, change(Math.round(before * 100) / 100, Math.round(after * 100) / 100)]);
  const rules = summary.rules
    .filter(
      ({ baseline, candidate }) => baseline.alarms + candidate.alarms + baseline.messages + candidate.messages > 0,
    )
    .map(({ rule, baseline, candidate }) =>
      row([
        rule,
        baseline.alarms,
        candidate.alarms,
        change(baseline.alarms, candidate.alarms),
        candidate.liftsCount,
        candidate.messages,
        candidate.sms,
      ]),
    );
  return [
    `${summary.entries.toLocaleString('en')} entries, ${time(summary.fromMs)} to ${time(summary.toMs)} (${summary.hours} h): ${summary.source}`,
    ...(summary.refusedReadings > 0 ? [`${summary.refusedReadings} readings refused, not judged`] : []),
    '',
    row(['alarms by rule', a.version.slice(0, 11), b.version.slice(0, 11), 'change', 'lifts', 'messages', 'SMS']),
    ...(rules.length > 0 ? rules : ['(none)']),
    '',
    row(['in all', a.version.slice(0, 11), b.version.slice(0, 11), 'change']),
    total('alarms', a.alarms, b.alarms),
    total('incidents', a.incidents, b.incidents),
    total('messages', a.messagesCount, b.messagesCount),
    ...[...new Set([...Object.keys(a.messages), ...Object.keys(b.messages)])]
      .sort()
      .map((channel) => total(`  ${channel}`, a.messages[channel] ?? 0, b.messages[channel] ?? 0)),
    total('SMS parts', a.smsSegments, b.smsSegments),
    total(`cost, ${currency}`, a.cost, b.cost),
    ...(a.ruleFailures + b.ruleFailures > 0 ? [total('rule failures', a.ruleFailures, b.ruleFailures)] : []),
  ].join('\n');
};
