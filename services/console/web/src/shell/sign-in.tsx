import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode, SyntheticEvent } from 'react';
import { postJson, RefusedError } from '../api/ask.ts';
import { useOverviewQuery } from '../api/queries.ts';
import { useWords } from '../words/language.tsx';

const SignIn = () => {
  const words = useWords();
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationFn: (token: string) => postJson('/api/v1/session', { token }),
    onSuccess: () => location.reload(),
    onError: () => queries.removeQueries(),
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    signIn.mutate(typeof token === 'string' ? token.trim() : '');
  };
  return (
    <main className="page sign-in">
      <h1>liftwatch</h1>
      <p>{words.signIn.intro}</p>
      <form className="form" onSubmit={submit}>
        <label className="grow">
          {words.signIn.token}
          <input name="token" type="password" autoComplete="current-password" required autoFocus />
        </label>
        <button type="submit" className="button button-main">
          {words.signIn.go}
        </button>
      </form>
      {signIn.error && (
        <p className="error-text" role="alert">
          {signIn.error.message}
        </p>
      )}
    </main>
  );
};

/** Where the console is reached from another machine, an operator signs in before anything is shown. */
export const SignInFirst = ({ children }: { readonly children: ReactNode }) => {
  const { error } = useOverviewQuery();
  const isNeeded = error instanceof RefusedError && error.problem.code === 'LIFT_CONSOLE_SIGN_IN_NEEDED';
  return isNeeded ? <SignIn /> : children;
};
