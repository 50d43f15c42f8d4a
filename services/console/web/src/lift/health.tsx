import { useHealth, useWarnings, type ComponentHealth, type WearFeature } from '../api/wear.ts';
import { TimeToLimit } from '../warnings/time-to-limit.tsx';
import { unitIn, whereText } from '../words/features.ts';
import { useLanguage } from '../words/language.tsx';
import { sourceIn } from '../words/sources.ts';
import { numberOf } from '../words/time.ts';

const SPARK = { width: 120, height: 28 };
/** The share at which the picture ends: a little above the limit, which is 1. */
const TOP_SHARE = 1.2;

/** How the figure has moved from healthy (0) to its limit (1), with the limit drawn in. */
const Spark = ({ feature }: { readonly feature: WearFeature }) => {
  const { trend } = feature;
  const [first, last] = [trend[0]?.atMs ?? 0, trend.at(-1)?.atMs ?? 0];
  const y = (share: number): number => SPARK.height * (1 - Math.min(TOP_SHARE, Math.max(0, share)) / TOP_SHARE);
  const points = trend.map(
    ({ atMs, share }) => `${((atMs - first) / Math.max(1, last - first)) * SPARK.width},${y(share)}`,
  );
  return (
    <svg className="spark" viewBox={`0 0 ${SPARK.width} ${SPARK.height}`} aria-hidden="true">
      <line className="spark-limit" x1="0" x2={SPARK.width} y1={y(1)} y2={y(1)} />
      <polyline points={points.join(' ')} />
    </svg>
  );
};

const Feature = ({ feature }: { readonly feature: WearFeature }) => {
  const { language, words } = useLanguage();
  const figure = (value: number): string => `${numberOf(value, language)} ${unitIn(feature.unit, words)}`;
  return (
    <li className="feature">
      <span>
        {feature.name[language]}
        {feature.context !== 'all' && <span className="muted"> {whereText(feature.context, words)}</span>}
      </span>
      <Spark feature={feature} />
      <span className="muted">
        {words.health.from} {figure(feature.baseline)} → {words.health.now} <strong>{figure(feature.now)}</strong> ·{' '}
        {words.health.limit} {figure(feature.limit)} ({sourceIn(feature.limitSource, language)})
      </span>
      <span>
        {words.health.timeToLimit} <TimeToLimit horizon={feature.timeToLimit} />
      </span>
    </li>
  );
};

const Component = ({ component, isDriver }: { readonly component: ComponentHealth; readonly isDriver: boolean }) => {
  const { language, words } = useLanguage();
  const { score, learning } = component;
  const furthest = learning.toSorted((a, b) => b.blocks / b.of - a.blocks / a.of)[0];
  return (
    <details className={`component ${score === null ? 'component-unknown' : ''}`} open={isDriver}>
      <summary>
        <span>{component.name[language]}</span>
        <meter min={0} max={100} low={60} high={75} optimum={100} value={score ?? 0} hidden={score === null}>
          {score}
        </meter>
        <strong>{score === null ? words.unknown : Math.round(score)}</strong>
        {component.safety && <span className="mark">{words.health.safety}</span>}
      </summary>
      <ul>
        {component.features.map((feature) => (
          <Feature key={`${feature.feature} ${feature.context}`} feature={feature} />
        ))}
      </ul>
      {furthest && <p className="muted">{words.health.learning(learning.length, furthest.blocks, furthest.of)}</p>}
    </details>
  );
};

const Warnings = ({ liftId }: { readonly liftId: string }) => {
  const { language, words } = useLanguage();
  const { data } = useWarnings(liftId);
  if (data === undefined) return null;
  return (
    <>
      <h3>{words.health.warnings}</h3>
      {data.length === 0 && <p className="muted">{words.health.noWarnings}</p>}
      <ul className="finding-list">
        {data.map(({ findingId, code, stage, summary, warning }) => (
          <li key={findingId} className={`severity-${warning.severity}`}>
            <code>{code}</code> {summary[language]}
            <span className="mark">{stage === 'alarm' ? words.health.act : words.health.watch}</span>
            <span className="muted">
              {words.health.timeToLimit} <TimeToLimit horizon={warning.horizon} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};

/** Health of one lift by component, with what drives it, and its early warnings. What is not known is not scored. */
export const Health = ({ liftId }: { readonly liftId: string }) => {
  const { words } = useLanguage();
  const { data: health } = useHealth(liftId);
  if (health === undefined) return null;
  const drivers = new Set(health.drivers);
  return (
    <section aria-labelledby="health" className="health">
      <h2 id="health">{words.health.title}</h2>
      <p className={`grade grade-${health.grade}`}>
        {words.health.index} <strong>{health.index === null ? words.health.unknown : Math.round(health.index)}</strong>{' '}
        {words.health.grades[health.grade]}{' '}
        <span className="muted">{words.health.coverage(Math.round(health.coveragePercent))}</span>
      </p>
      <div className="components">
        {health.components.map((component) => (
          <Component
            key={component.component}
            component={component}
            isDriver={drivers.has(component.component) && component.features.length > 0}
          />
        ))}
      </div>
      <Warnings liftId={liftId} />
    </section>
  );
};
