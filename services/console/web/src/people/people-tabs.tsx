import { Link, useLocation } from 'wouter';
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
