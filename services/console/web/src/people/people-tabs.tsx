import { Link, useLocation } from 'wouter';
import { useOverview } from '../api/queries.ts';
import { seesWhole } from '../shell/pages.ts';
import { useWords } from '../words/language.tsx';

const tabs = [
  ['/people', 'rota'],
  ['/people/policy', 'policy'],
  ['/people/checks', 'checks'],
] as const;

/** The pages about who is called: rota and contacts, the policy, the proof that it works. */
export const PeopleTabs = () => {
  const words = useWords();
  const [at] = useLocation();
  const isWhole = seesWhole(useOverview()?.who?.role);
  // A firm has its rota and its contacts here, and nothing else.
  if (!isWhole) return null;
  return (
    <nav className="tabs" aria-label={words.people.tabs.label}>
      {tabs.map(([to, name]) => (
        <Link key={to} href={to} className="tab" aria-current={at === to ? 'page' : undefined}>
          {words.people.tabs[name]}
        </Link>
      ))}
    </nav>
  );
};
