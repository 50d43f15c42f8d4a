import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { getJson, isSignInNeeded, onSignInNeeded, postJson, sendHeld } from '../api/ask.ts';
import { keys, useOverviewQuery } from '../api/queries.ts';
import { actAs } from '../incidents/use-step.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { fieldsOf, textOf } from './form-fields.ts';

/** A page of ours, whatever an address says. */
const ownPath = (to: string | null): string => {
  const url = new URL(to ?? '/', location.origin);
  return url.origin === location.origin && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : '/';
};

const useProviderHost = (): string | null | undefined =>
  useQuery({
    queryKey: ['sign-in-ways'],
    queryFn: async () => (await getJson<{ providerHost: string | null }>('/api/v1/session')).providerHost,
    staleTime: Infinity,
  }).data;

const TokenForm = ({ onSignedIn, isOnly }: { readonly onSignedIn: () => void; readonly isOnly: boolean }) => {
  const words = useWords();
  const signIn = useMutation({
    mutationFn: (token: string) => postJson('/api/v1/session', { token }),
    onSuccess: onSignedIn,
  });
  return (
    <>
      <form className="form" onSubmit={(event) => signIn.mutate(textOf(fieldsOf(event), 'token'))}>
        <label className="grow">
          {words.signIn.token}
          <input name="token" type="password" autoComplete="current-password" required autoFocus={isOnly} />
        </label>
        <button type="submit" className={isOnly ? 'button button-main' : 'button'}>
          {words.signIn.go}
        </button>
      </form>
      {signIn.error && (
        <p className="error-text" role="alert">
          {signIn.error.message}
        </p>
      )}
    </>
  );
};

/** The ways in: the city's identity provider where there is one, and a token. */
const Ways = ({
  to,
  inNewWindow,
  onSignedIn,
}: {
  readonly to: string;
  readonly inNewWindow: boolean;
  readonly onSignedIn: () => void;
}) => {
  const words = useWords();
  const providerHost = useProviderHost();
  if (providerHost === undefined) return null;
  if (providerHost === null) return <TokenForm onSignedIn={onSignedIn} isOnly />;
  return (
    <>
      <p>
        <a
          className="button button-main"
          href={`/auth/login?to=${encodeURIComponent(to)}`}
          {...(inNewWindow && { target: '_blank', rel: 'noopener' })}
        >
          {words.signIn.atProvider}
        </a>{' '}
        <span className="muted">{providerHost}</span>
      </p>
      {inNewWindow && <p className="muted">{words.signIn.newWindow}</p>}
      <details>
        <summary>{words.signIn.orToken}</summary>
        <TokenForm onSignedIn={onSignedIn} isOnly={false} />
      </details>
    </>
  );
};

const LanguageSwitch = () => {
  const { language, words, setLanguage } = useLanguage();
  return (
    <button
      type="button"
      className="quiet-button"
      lang={language === 'zh' ? 'en' : 'zh-CN'}
      onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
    >
      {words.shell.switchLanguage}
    </button>
  );
};

/** What went wrong on the way, in words of ours for its code. */
const Problem = ({ code, word }: { readonly code: string; readonly word: string | null }) => {
  const { problems, otherProblem } = useWords().signIn;
  const known = Object.entries(problems).find(([name]) => name === code)?.[1];
  return (
    <div role="alert">
      <p className="error-text">{known ?? otherProblem}</p>
      <p className="muted">
        <code>{code}</code> {word !== null && <code>{word}</code>}
      </p>
    </div>
  );
};

/** Before anything is shown. */
const SignIn = () => {
  const words = useWords();
  const [at] = useLocation();
  const [query] = useSearchParams();
  const problem = query.get('problem');
  const isHere = at === '/sign-in';
  const to = isHere ? ownPath(query.get('to')) : `${location.pathname}${location.search}`;
  return (
    <main className="page sign-in">
      <h1>liftwatch</h1>
      <p>{words.signIn.intro}</p>
      {isHere && problem !== null && <Problem code={problem.slice(0, 64)} word={query.get('word')} />}
      <Ways to={to} inNewWindow={false} onSignedIn={() => location.assign(to)} />
      <LanguageSwitch />
    </main>
  );
};

/** Over the page, which stays as it is with all that was typed: the session has run out. */
const SignInAgain = () => {
  const words = useWords();
  const queries = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="card sign-in-again"
      aria-labelledby="sign-in-again"
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id="sign-in-again">{words.signIn.again}</h2>
      <p>{words.signIn.kept}</p>
      <Ways
        to="/signed-in"
        inNewWindow
        onSignedIn={() => void queries.invalidateQueries({ queryKey: keys.overview })}
      />
    </dialog>
  );
};

/** The end of signing in in a window of its own. */
const SignedIn = () => {
  const words = useWords();
  return (
    <main className="page sign-in" role="status">
      <h1>liftwatch</h1>
      <p>{words.signIn.done}</p>
      <a href="/">{words.nav.duty}</a>
    </main>
  );
};

/** Tells what waits when it may go out, and begins anew when somebody else has signed in: what is on the screen was not theirs. */
const useAccount = (): { readonly isNeeded: boolean; readonly isFirst: boolean } => {
  const queries = useQueryClient();
  const { data, error } = useOverviewQuery();
  const isToldNow = isSignInNeeded(error);
  // While it is asked again nothing is known for a moment: the way in, and what was typed there, stays until there is an answer.
  const [wasTold, setWasTold] = useState(false);
  if (wasTold !== isToldNow && (isToldNow || data !== undefined)) setWasTold(isToldNow);
  const isNeeded = isToldNow || (wasTold && data === undefined);
  const before = useRef<string | null | undefined>(undefined);
  actAs(data?.who);
  useEffect(() => onSignInNeeded(() => void queries.invalidateQueries({ queryKey: keys.overview })), [queries]);
  useEffect(() => {
    if (isNeeded || data === undefined) return;
    const id = data.who?.id ?? null;
    if (before.current !== undefined && before.current !== id) location.reload();
    else sendHeld();
    before.current = id;
  }, [isNeeded, data]);
  return { isNeeded, isFirst: data === undefined };
};

/** Where one must be known, nobody is shown anything before they have signed in. */
export const SignInFirst = ({ children }: { readonly children: ReactNode }) => {
  const [at] = useLocation();
  const { isNeeded, isFirst } = useAccount();
  if (at === '/signed-in') return <SignedIn />;
  if (at === '/sign-in' || (isNeeded && isFirst)) return <SignIn />;
  return (
    <>
      {children}
      {isNeeded && <SignInAgain />}
    </>
  );
};
