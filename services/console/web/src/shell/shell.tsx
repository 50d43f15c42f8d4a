import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { deleteJson } from '../api/ask.ts';
import { useOpenIncidents, useOverview } from '../api/queries.ts';
import { useNow, useShownMs } from '../live/clock.ts';
import type { StreamState } from '../live/stream.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { timeOfDay } from '../words/time.ts';
import { needsPerson } from '../incidents/order.ts';
import { Icon } from './icons.tsx';
import { pagesFor } from './pages.ts';
import { isSilent } from './silence.ts';
import { useTheme } from './theme.ts';

const Navigation = () => {
  const words = useWords();
  const [at] = useLocation();
  const who = useOverview()?.who;
  const urgent = (useOpenIncidents().data ?? []).filter(needsPerson).length;
  return (
    <nav className="nav" aria-label={words.nav.label}>
      {pagesFor(who?.role).map(({ to, name, isHere }) => (
        <Link key={to} href={to} className="nav-item" aria-current={isHere(at) ? 'page' : undefined}>
          <Icon name={name} />
          <span>{words.nav[name]}</span>
          {name === 'duty' && urgent > 0 && <span className="badge">{urgent}</span>}
        </Link>
      ))}
    </nav>
  );
};

/** A phone in a machine room is passed on: what it shows ends with whoever signed in. */
const SignOut = () => {
  const words = useWords();
  const signOut = async (): Promise<void> => {
    const left = await deleteJson<{ goTo: string | null }>('/api/v1/session', {}).catch(() => undefined);
    // At the identity provider too, where it has a place for that: else the next at this desk would be in with one click.
    location.assign(left?.goTo ?? '/');
  };
  return (
    <button type="button" className="quiet-button" onClick={() => void signOut()}>
      {words.signOut}
    </button>
  );
};

const Switches = () => {
  const { language, words, setLanguage } = useLanguage();
  const [theme, setTheme] = useTheme();
  const who = useOverview()?.who;
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <div className="switches">
      <button type="button" className="quiet-button" onClick={() => setTheme(other)}>
        {other === 'dark' ? words.shell.toDark : words.shell.toLight}
      </button>
      <button
        type="button"
        className="quiet-button"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {words.shell.switchLanguage}
      </button>
      {who && (
        <span className="who" title={who.id}>
          {words.signIn.as(who.name ?? who.id, words.signIn.roles[who.role])}
        </span>
      )}
      {who && <SignOut />}
    </div>
  );
};

const Connection = ({ stream }: { readonly stream: StreamState }) => {
  const words = useWords();
  const nowMs = useNow();
  return (
    <p className={`connection connection-${stream}`} role="status">
      <span className="dot" aria-hidden="true" />
      <span>{words.shell[stream]}</span>
      <time className="wall-clock" aria-hidden="true">
        {timeOfDay(nowMs)}
      </time>
    </p>
  );
};

/** Says loudly when what is shown may be old: a quiet page must never be a dead one. */
const Warnings = ({ stream }: { readonly stream: StreamState }) => {
  const words = useWords();
  const nowMs = useNow();
  const asOfMs = useOverview()?.incidentsAsOfMs;
  const openMs = useShownMs();
  if (stream === 'lost')
    return (
      <p className="banner banner-alert" role="alert">
        {words.shell.lostLong}
      </p>
    );
  return isSilent({ asOfMs, nowMs, openMs }) ? (
    <p className="banner banner-alert" role="alert">
      {words.shell.silentServices}
    </p>
  ) : null;
};

/** Moves the focus to the page's heading after a change of page, so that a screen reader reads on there. */
const useFocusOnPage = () => {
  const main = useRef<HTMLElement>(null);
  const [at] = useLocation();
  const before = useRef(at);
  useEffect(() => {
    if (before.current === at) return;
    before.current = at;
    main.current?.focus({ preventScroll: true });
  }, [at]);
  return main;
};

/** Navigation, state of the connection, and the page. */
export const Shell = ({ stream, children }: { readonly stream: StreamState; readonly children: ReactNode }) => {
  const words = useWords();
  const main = useFocusOnPage();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <header className="top">
        <Link href="/" className="brand">
          <img src="/icon.svg" alt="" width="24" height="24" />
          <span>liftwatch</span>
        </Link>
        <Connection stream={stream} />
        <Switches />
      </header>
      <Navigation />
      <main id="main" ref={main} tabIndex={-1}>
        <Warnings stream={stream} />
        {children}
      </main>
    </div>
  );
};
