import { useSearchParams } from 'wouter';

export type GroupBy = 'district' | 'site' | 'firm';
export const groupings: readonly GroupBy[] = ['district', 'site', 'firm'];
export const placeKeys = { district: 'districtId', site: 'siteId', firm: 'firmId' } as const;

export interface FleetFilter {
  readonly q: string;
  readonly condition: string;
  readonly by: GroupBy;
  readonly districtId: string;
  readonly siteId: string;
  readonly firmId: string;
}
type Change = Partial<Record<keyof FleetFilter, string>>;

const isGrouping = (text: string | null): text is GroupBy => groupings.some((by) => by === text);

/** What is looked for stands in the address, so that it can be sent to somebody else. */
export const useFleetFilter = (): readonly [FleetFilter, (change: Change) => void] => {
  const [params, setParams] = useSearchParams();
  const of = (name: string): string => params.get(name) ?? '';
  const by = params.get('by');
  const filter: FleetFilter = {
    q: of('q'),
    condition: of('condition'),
    by: isGrouping(by) ? by : 'district',
    districtId: of('districtId'),
    siteId: of('siteId'),
    firmId: of('firmId'),
  };
  const change = (next: Change): void =>
    setParams(
      (before) => {
        for (const [name, value] of Object.entries(next)) {
          if (value === '' || value === undefined) before.delete(name);
          else before.set(name, value);
        }
        return before;
      },
      { replace: true },
    );
  return [filter, change];
};

/** The part of the address that the search is asked with. */
export const searchPath = ({ q, condition, districtId, siteId, firmId }: FleetFilter): string => {
  const given = Object.entries({ q, condition, districtId, siteId, firmId }).filter(([, value]) => value !== '');
  return new URLSearchParams(given).toString();
};
