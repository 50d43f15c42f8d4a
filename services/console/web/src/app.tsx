import { lazy, Suspense, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { DutyPage } from './incidents/duty-page.tsx';
import { EndedPage } from './incidents/ended-page.tsx';
import { useLiveStream } from './live/stream.ts';
import { WatchLift } from './live/watch-lift.ts';
import { Empty, Loading } from './shell/states.tsx';
import { Crash } from './shell/crash.tsx';
import { ForRole } from './shell/not-for-role.tsx';
import { Shell } from './shell/shell.tsx';
import { SignInFirst } from './shell/sign-in.tsx';
import { useWords } from './words/language.tsx';

const FleetPage = lazy(() => import('./fleet/fleet-page.tsx').then(({ FleetPage: page }) => ({ default: page })));
const LiftPage = lazy(() => import('./lift/lift-page.tsx').then(({ LiftPage: page }) => ({ default: page })));
const RulesPage = lazy(() => import('./rules/rules-page.tsx').then(({ RulesPage: page }) => ({ default: page })));
const TerminalsPage = lazy(() =>
  import('./terminals/terminals-page.tsx').then(({ TerminalsPage: page }) => ({ default: page })),
);
const PeoplePage = lazy(() => import('./people/people-page.tsx').then(({ PeoplePage: page }) => ({ default: page })));
const PolicyPage = lazy(() => import('./people/policy-page.tsx').then(({ PolicyPage: page }) => ({ default: page })));
const ChecksPage = lazy(() => import('./people/checks-page.tsx').then(({ ChecksPage: page }) => ({ default: page })));
const WarningsPage = lazy(() =>
  import('./warnings/warnings-page.tsx').then(({ WarningsPage: page }) => ({ default: page })),
);
const AuditPage = lazy(() => import('./audit/audit-page.tsx').then(({ AuditPage: page }) => ({ default: page })));
const GuidePage = lazy(() => import('./start/guide-page.tsx').then(({ GuidePage: page }) => ({ default: page })));

/** Every page has an address of its own that can be sent to somebody else. */
export const App = () => {
  const words = useWords();
  const [at] = useLocation();
  const [watchedLift, watchLift] = useState<string | undefined>(undefined);
  const stream = useLiveStream(watchedLift);
  return (
    <SignInFirst>
      <WatchLift value={watchLift}>
        <Shell stream={stream}>
          <Crash at={at}>
            <Suspense fallback={<Loading />}>
              <ForRole>
                <Switch>
                  <Route path="/">{() => <DutyPage selectedId={undefined} />}</Route>
                  <Route path="/incidents/:id">{({ id }) => <DutyPage selectedId={id} />}</Route>
                  <Route path="/ended">{() => <EndedPage />}</Route>
                  <Route path="/fleet">{() => <FleetPage />}</Route>
                  <Route path="/lifts/:id">{({ id }) => <LiftPage liftId={id} key={id} />}</Route>
                  <Route path="/warnings">{() => <WarningsPage />}</Route>
                  <Route path="/terminals">{() => <TerminalsPage />}</Route>
                  <Route path="/rules">{() => <RulesPage />}</Route>
                  <Route path="/people/policy">{() => <PolicyPage />}</Route>
                  <Route path="/people/checks">{() => <ChecksPage />}</Route>
                  <Route path="/people">{() => <PeoplePage />}</Route>
                  <Route path="/audit">{() => <AuditPage />}</Route>
                  <Route path="/guide">{() => <GuidePage />}</Route>
                  <Route>{() => <Empty title={words.notFound} />}</Route>
                </Switch>
              </ForRole>
            </Suspense>
          </Crash>
        </Shell>
      </WatchLift>
    </SignInFirst>
  );
};
