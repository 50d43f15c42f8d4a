import { useQuery } from '@tanstack/react-query';
import { getJson } from '../api/ask.ts';
import { useLanguage } from '../words/language.tsx';
import { Table } from '../shell/table.tsx';

/** How a candidate rule set compares with the one in force; see the engine's /openapi.json. */
interface ShadowAnswer {
  readonly running: boolean;
  readonly version: string | null;
  readonly liftsCount: number;
  readonly rules: readonly {
    readonly rule: string;
    readonly code: string;
    readonly active: number;
    readonly candidate: number;
    readonly both: number;
    readonly onlyActive: number;
    readonly onlyCandidate: number;
  }[];
}

const REFRESH_MS = 10_000;

/** The candidate beside the version in force, rule by rule. */
export const Shadow = () => {
  const { words } = useLanguage();
  const { data } = useQuery({
    queryKey: ['rule-sets', 'shadow'],
    queryFn: () => getJson<ShadowAnswer>('/engine/api/v1/shadow'),
    refetchInterval: REFRESH_MS,
  });
  if (!data?.version) return null;
  const { activeAlarms, candidateAlarms, both, onlyActive, onlyCandidate, shadowTitle, shadowNote } = words.ruleSets;
  return (
    <section className="card" aria-label={shadowTitle}>
      <h2>
        {shadowTitle} <span className="muted">{data.version}</span>
      </h2>
      <p className="muted">{shadowNote(data.liftsCount)}</p>
      <Table
        title={shadowTitle}
        headings={[words.incident.rule, activeAlarms, candidateAlarms, both, onlyActive, onlyCandidate]}
      >
        {data.rules.map((row) => (
          <tr key={`${row.rule} ${row.code}`}>
            <th scope="row">
              {row.rule} <code>{row.code}</code>
            </th>
            <td>{row.active}</td>
            <td>{row.candidate}</td>
            <td>{row.both}</td>
            <td>{row.onlyActive}</td>
            <td>{row.onlyCandidate}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
};
