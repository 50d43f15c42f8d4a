import { useQuery } from '@tanstack/react-query';
import type { FleetGroup } from '../../../src/fleet/group.ts';
import { getJson } from '../api/ask.ts';
import { Loading } from '../shell/states.tsx';
import { useWords } from '../words/language.tsx';
import { groupings, placeKeys, type FleetFilter, type GroupBy } from './fleet-filter.ts';

const REFRESH_MS = 5_000;

const Bar = ({ group }: { readonly group: FleetGroup }) => {
  const words = useWords();
  const parts = (['fault', 'unknown', 'normal'] as const).filter((condition) => group.census[condition] > 0);
  return (
    <span
      className="bar"
      role="img"
      aria-label={parts.map((condition) => `${words.condition[condition]} ${group.census[condition]}`).join(', ')}
    >
      {parts.map((condition) => (
        <span key={condition} className={`bar-${condition}`} style={{ flexGrow: group.census[condition] }} />
      ))}
    </span>
  );
};

const GroupTabs = ({ by, onChange }: { readonly by: GroupBy; readonly onChange: (by: GroupBy) => void }) => {
  const words = useWords();
  return (
    <div className="tabs" role="group" aria-label={words.fleet.by}>
      {groupings.map((one) => (
        <button key={one} type="button" className="tab" aria-pressed={one === by} onClick={() => onChange(one)}>
          {words.fleet[one]}
        </button>
      ))}
    </div>
  );
};

/** The fleet counted by district, site or firm; a group is a filter. */
export const Groups = ({
  filter,
  onChange,
}: {
  readonly filter: FleetFilter;
  readonly onChange: (change: Partial<Record<keyof FleetFilter, string>>) => void;
}) => {
  const words = useWords();
  const { data } = useQuery({
    queryKey: ['fleet', 'groups', filter.by],
    queryFn: () => getJson<{ groups: FleetGroup[] }>(`/api/v1/fleet/groups?by=${filter.by}`),
    refetchInterval: REFRESH_MS,
  });
  const key = placeKeys[filter.by];
  return (
    <section className="groups" aria-label={words.fleet.by}>
      <GroupTabs by={filter.by} onChange={(by) => onChange({ by, districtId: '', siteId: '', firmId: '' })} />
      {!data && <Loading />}
      <ul>
        {data?.groups.map((group) => (
          <li key={group.id ?? ''}>
            <button
              type="button"
              className="group"
              disabled={group.id === null}
              aria-pressed={group.id !== null && filter[key] === group.id}
              onClick={() => onChange({ [key]: filter[key] === group.id ? '' : (group.id ?? '') })}
            >
              <span className="group-name">{group.name ?? words.fleet.unregisteredGroup}</span>
              <span className="group-count">{group.lifts}</span>
              <Bar group={group} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
