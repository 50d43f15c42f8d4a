import { warningComponents } from '@liftwatch/schemas';
import { featureWords, healthOf, openWarnings, type LiftState } from '../diagnosis/index.ts';
import type { HealthAnswer, WarningsAnswer } from './wear-schemas.ts';

type Component = HealthAnswer['components'][number];

const componentAnswer = (part: ReturnType<typeof healthOf>['components'][number]): Component => {
  const words = warningComponents.find(({ component }) => component === part.component);
  return {
    component: part.component,
    name: { zh: words?.zh ?? '', en: words?.en ?? part.component },
    score: part.score,
    weight: part.weight,
    safety: part.safety,
    eventPenalty: part.events,
    riskGroup: { ...part.risk },
    features: part.signs.map((sign) => ({
      feature: sign.feature,
      name: featureWords(sign.feature),
      unit: sign.unit,
      context: sign.floor === undefined ? 'all' : `floor=${sign.floor}`,
      baseline: sign.baseline,
      now: sign.now,
      limit: sign.limit,
      limitSource: sign.source,
      strength: Math.round(sign.score * 100) / 100,
      share: Math.round(sign.share * 1_000) / 1_000,
      sinceMs: sign.sinceMs,
      timeToLimit: sign.horizon,
      trend: sign.trend.map((point) => ({ ...point })),
    })),
    learning: part.learning.map((one) => ({ ...one })),
  };
};

/** Health as REST shows it, as of log time `logMs`. */
export const healthAnswerOf = (lift: LiftState, logMs: number): HealthAnswer => {
  const { index, grade, coveragePercent, drivers, components, settings } = healthOf(lift, logMs);
  return {
    ...{ liftId: lift.liftId, logMs, index, grade, coveragePercent, drivers: [...drivers], settings },
    components: components.map(componentAnswer),
  };
};

/** Open warnings as REST shows them. */
export const warningsAnswerOf = (lift: LiftState, logMs: number): WarningsAnswer => ({
  liftId: lift.liftId,
  logMs,
  warnings: openWarnings(lift).map((one) => ({ ...one, tags: [...one.tags], evidence: [...one.evidence] })),
});
