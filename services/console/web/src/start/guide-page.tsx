import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useOpenIncidents, useOverview } from '../api/queries.ts';
import { placeName } from '../incidents/names.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { Loading } from '../shell/states.tsx';
import { useWords } from '../words/language.tsx';
import { CopyLine } from './copy-line.tsx';
import { CredentialForm } from './credential-form.tsx';

/** A step of the guide; its number is its place on the page, which differs with what this installation has. */
const Step = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="card guide-step" aria-label={title}>
    <h2>{title}</h2>
    {children}
  </section>
);

const FirstIncident = () => {
  const words = useWords();
  const entrapment = useOpenIncidents().data?.find((one) => one.kind === 'entrapment');
  return (
    <Step title={words.guide.first}>
      <p>{words.guide.firstText}</p>
      {entrapment ? (
        <p>
          {words.guide.firstReady}{' '}
          <Link className="button button-main" href={`/incidents/${entrapment.incidentId}`}>
            {words.kind.entrapment} · {placeName(entrapment)}
          </Link>
        </p>
      ) : (
        <p className="muted">{words.guide.firstWaiting}</p>
      )}
      <p>
        <Link href="/">{words.guide.firstLink}</Link>
      </p>
    </Step>
  );
};

const Wear = () => {
  const words = useWords();
  return (
    <Step title={words.guide.wear}>
      <p>{words.guide.wearText}</p>
      <p>
        <Link href="/warnings">{words.guide.wearLink}</Link>
      </p>
    </Step>
  );
};

/** Works only where anybody may publish. */
const PressTheButton = ({ mqttUrl }: { readonly mqttUrl: string }) => {
  const words = useWords();
  const { hostname, port } = new URL(mqttUrl.replace(/^mqtt/, 'http'));
  const press = `mosquitto_pub -h ${hostname} -p ${port} -i my-lift -q 1 -t lift/v1/my-lift/event -m "{\\"at\\": $(date +%s%3N), \\"type\\": \\"alarm-button\\", \\"pressedMs\\": 4000}"`;
  return (
    <Step title={words.guide.second}>
      <p>{words.guide.secondText}</p>
      <CopyLine text={press} />
      <p className="muted">
        {words.guide.secondSee} {words.guide.anonymous}
      </p>
    </Step>
  );
};

/** What a new user meets first: an incident to follow, a line to paste, a terminal to connect, its report, where the interfaces are. */
export const GuidePage = () => {
  const words = useWords();
  const overview = useOverview();
  usePageTitle(words.guide.title);
  if (!overview) return <Loading />;
  return (
    <div className="page guide">
      <h1>{words.guide.title}</h1>
      <p>{words.guide.intro}</p>
      {overview.isDemo && <FirstIncident />}
      {overview.isDemo && <Wear />}
      {overview.isDemo && <PressTheButton mqttUrl={overview.mqttUrl} />}
      {overview.seesWhole && overview.mayChange && (
        <Step title={words.guide.third}>
          <p>{words.guide.thirdText}</p>
          <CredentialForm mqttUrl={overview.mqttUrl} />
        </Step>
      )}
      <Step title={words.guide.fourth}>
        <p>{words.guide.fourthText}</p>
        <CopyLine text="npx liftwatch report daily --date today --out today.html" />
        <p className="muted">{words.guide.fourthSee}</p>
      </Step>
      <Step title={words.guide.fifth}>
        <p>
          {words.guide.openapi} <a href="/openapi.json">console</a> · <a href="/dispatch/openapi.json">dispatch</a> ·{' '}
          <a href="/engine/openapi.json">rule engine</a>
        </p>
        <p>
          {words.guide.asyncapi} <a href="/asyncapi.json">schemas/asyncapi.json</a>
        </p>
      </Step>
    </div>
  );
};
