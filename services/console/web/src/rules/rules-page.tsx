import { useSearchParams } from 'wouter';
import { useWordList } from '../api/queries.ts';
import { useRules, type Rule } from '../api/rules.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { Failed, Loading } from '../shell/states.tsx';
import { Table } from '../shell/table.tsx';
import { useLanguage } from '../words/language.tsx';
import { sourceIn } from '../words/sources.ts';
import { Shadow } from './shadow.tsx';
import { Versions } from './versions.tsx';

const Arguments = ({ rule }: { readonly rule: Rule }) => {
  const { language, words } = useLanguage();
  const { argument, value, range, source } = words.rules;
  const entries = Object.entries(rule.args);
  if (entries.length === 0) return null;
  return (
    <Table title={`${rule.name}: ${argument}`} headings={[argument, value, range, source]} isWide>
      {entries.map(([name, of]) => (
        <tr key={name}>
          <th scope="row">
            <code>{name}</code>
          </th>
          <td className="nowrap">
            {of.default} {of.unit}
          </td>
          <td className="nowrap muted">
            {of.min}–{of.max}
          </td>
          <td className="muted">{sourceIn(of.source, language)}</td>
        </tr>
      ))}
    </Table>
  );
};

const RuleCard = ({ rule }: { readonly rule: Rule }) => {
  const { language, words } = useLanguage();
  const list = useWordList();
  return (
    <article className="card" id={rule.name}>
      <h2>
        <a href={`#${rule.name}`}>{rule.name}</a> <span className="muted">{rule.version}</span>{' '}
        {rule.safety && <span className="mark">{words.rules.safety}</span>}
      </h2>
      <p className="codes">
        {rule.codes.map((code) => (
          <span key={code} className="code-name">
            <code>{code}</code> {list?.codes[code]?.[language]}
          </span>
        ))}
      </p>
      <Arguments rule={rule} />
    </article>
  );
};

/** Every rule with its arguments and where they come from. */
export const RulesPage = () => {
  const { language, words } = useLanguage();
  const { data, error, refetch } = useRules();
  const list = useWordList();
  const [params, setParams] = useSearchParams();
  const filter = params.get('q') ?? '';
  usePageTitle(words.rules.title);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const textOf = (rule: Rule): string =>
    [rule.name, ...rule.codes, ...rule.codes.map((code) => list?.codes[code]?.[language] ?? '')]
      .join(' ')
      .toLowerCase();
  return (
    <div className="page">
      <h1>{words.rules.title}</h1>
      <Versions />
      <Shadow />
      <p className="muted">{words.rules.intro}</p>
      <input
        type="search"
        className="search"
        aria-label={words.rules.filter}
        placeholder={words.rules.filter}
        value={filter}
        onChange={(event) => setParams(event.target.value === '' ? {} : { q: event.target.value }, { replace: true })}
      />
      {data
        .filter((rule) => textOf(rule).includes(filter.toLowerCase()))
        .map((rule) => (
          <RuleCard key={rule.name} rule={rule} />
        ))}
    </div>
  );
};
