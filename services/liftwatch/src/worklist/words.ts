import { warningCause, warningComponents, type Horizon, type WorklistItem } from '@liftwatch/schemas';

export type Language = 'zh' | 'en';

/** Every word of the list, in both languages. */
export const words = {
  list: { zh: '今日处理', en: 'To do today' },
  accepted: { zh: '已接单', en: 'Accepted' },
  watched: { zh: '关注（今日不安排）', en: 'Watched, not for today' },
  nothing: { zh: '（无）', en: '(none)' },
  always: { zh: '安全部件：不受名额限制', en: 'safety part: on the list whatever the budget' },
  evidence: { zh: '依据', en: 'evidence' },
  horizon: { zh: '预计到限值', en: 'to the limit' },
  unknown: { zh: '时间无法估计', en: 'time not known' },
  checks: { zh: '现场检查', en: 'check on site' },
  harm: { zh: '可避免的预期损害', en: 'expected harm avoided' },
  points: { zh: '分', en: 'points' },
  risk: { zh: '30天内故障概率', en: 'fault within 30 days' },
  crew: { zh: '接单人', en: 'crew' },
  id: { zh: '编号', en: 'id' },
  limit: { zh: '限值', en: 'limit' },
  healthy: { zh: '正常时', en: 'healthy' },
  perDay: { zh: '每日名额', en: 'places a day' },
  estimated: { zh: '按台量估算', en: 'worked out from the fleet' },
  notRanked: { zh: '尚未排序', en: 'not ranked yet' },
  ranked: { zh: '排序于', en: 'ranked' },
} as const;
export type Word = keyof typeof words;

const severity = {
  red: { zh: '红', en: 'red' },
  orange: { zh: '橙', en: 'orange' },
  yellow: { zh: '黄', en: 'yellow' },
  blue: { zh: '蓝', en: 'blue' },
} as const;

const days = (h: number): string => {
  const value = h / 24;
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
};

/** An interval, or that it is not known: never a bare number that looks surer than it is. */
export const horizonText = (horizon: Horizon | null, language: Language): string => {
  if (horizon === null) return words.unknown[language];
  const unit = language === 'zh' ? '天' : ' days';
  const middle = days(horizon.midH);
  if (horizon.highH === null)
    return language === 'zh'
      ? `至少${days(horizon.lowH)}天，约${middle}天`
      : `at least ${days(horizon.lowH)} days, about ${middle}`;
  const percent = Math.round(horizon.coverage * 100);
  const range = `${days(horizon.lowH)}–${days(horizon.highH)}${unit}`;
  return language === 'zh'
    ? `约${middle}天（${percent}%把握：${range}）`
    : `about ${middle} days (${percent} % sure: ${range})`;
};

export const headOf = (item: WorklistItem, language: Language): string => {
  const component = warningComponents.find((one) => one.component === item.warning.component);
  const cause = warningCause(item.warning.cause);
  const where = item.lift.name === undefined ? item.liftId : `${item.lift.name} (${item.liftId})`;
  return `[${severity[item.warning.severity][language]}] ${where}: ${component?.[language] ?? item.warning.component}, ${cause?.[language] ?? item.warning.cause}`;
};
