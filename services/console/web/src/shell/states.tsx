import type { ReactNode } from 'react';
import { RefusedError } from '../api/ask.ts';
import { useWords } from '../words/language.tsx';

/** Something is on its way. */
export const Loading = () => (
  <div className="state" role="status">
    <span className="spinner" aria-hidden="true" />
    {useWords().loading}
  </div>
);

/** There is nothing, and what to do about it. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: ReactNode }) => (
  <div className="state">
    <p className="state-title">{title}</p>
    {children}
  </div>
);

/** It could not be read: the service's own words, and another try. */
export const Failed = ({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) => {
  const words = useWords();
  return (
    <div className="state" role="alert">
      <p className="state-title">{words.failed}</p>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {error instanceof RefusedError && error.problem.code !== '' && <code>{error.problem.code}</code>}
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {words.retry}
        </button>
      )}
    </div>
  );
};
