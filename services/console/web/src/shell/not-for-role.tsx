import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useOverview } from '../api/queries.ts';
import { useWords } from '../words/language.tsx';
import { isFor, pagesFor } from './pages.ts';
import { Empty } from './states.tsx';

/** In the place of a page that is not for whoever came to it, by its address: which are. dispatch decides, whatever is shown. */
export const ForRole = ({ children }: { readonly children: ReactNode }) => {
  const words = useWords();
  const [at] = useLocation();
  const role = useOverview()?.who?.role;
  if (role === undefined || isFor(role, at)) return children;
  return (
    <Empty title={words.notForRole.title(words.signIn.roles[role])}>
      <p>{words.notForRole.these}</p>
      <ul className="page-links">
        {pagesFor(role).map(({ to, name }) => (
          <li key={to}>
            <Link href={to}>{words.nav[name]}</Link>
          </li>
        ))}
      </ul>
    </Empty>
  );
};
