import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { Link } from 'wouter';
import type { FleetLift } from '../../../src/fleet/fleet-lift.ts';
import { getJson } from '../api/ask.ts';
import type { FleetPage } from '../api/queries.ts';
import { useNow } from '../live/clock.ts';
import { useLanguage } from '../words/language.tsx';
import { roughly } from '../words/time.ts';
import { ConditionMark } from './condition-mark.tsx';

const PAGE_LIFTS = 100;
const ROW_PX = 56;
const REFRESH_MS = 5_000;

const LiftRow = ({ lift }: { readonly lift: FleetLift }) => {
  const { language, words } = useLanguage();
  const nowMs = useNow();
  return (
    <Link href={`/lifts/${encodeURIComponent(lift.liftId)}`} className="lift-row">
      <ConditionMark condition={lift.condition} />
      <span className="lift-row-name">
        <strong>{lift.name ?? lift.liftId}</strong>
        <span className="muted">
          {[lift.address ?? lift.siteName, lift.registered ? lift.liftId : words.notRegistered]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </span>
      <span className="lift-row-code muted">{lift.rescueCode ?? lift.registrationCode}</span>
      <span className="lift-row-firm muted">{lift.firmName}</span>
      <span className="lift-row-heard muted">
        {lift.heardAtMs === null ? words.fleet.never : words.ago(roughly(nowMs - lift.heardAtMs, language))}
      </span>
    </Link>
  );
};

/** The pages that are on the screen, by number. */
const useVisiblePages = (search: string, pages: readonly number[]): ReadonlyMap<number, FleetPage> => {
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: ['fleet', 'page', search, page],
      queryFn: () => getJson<FleetPage>(`/api/v1/fleet?${search}&offset=${page * PAGE_LIFTS}&limit=${PAGE_LIFTS}`),
      refetchInterval: REFRESH_MS,
      placeholderData: keepPreviousData,
    })),
  });
  return new Map(pages.flatMap((page, i) => (answers[i]?.data ? [[page, answers[i].data] as const] : [])));
};

/** Any number of lifts: what is not on the screen is neither asked for nor drawn. */
export const LiftList = ({ search, total }: { readonly search: string; readonly total: number }) => {
  const { words } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  const items = rows.getVirtualItems();
  const pages = useVisiblePages(search, [...new Set(items.map(({ index }) => Math.floor(index / PAGE_LIFTS)))]);
  return (
    <div className="lift-list" ref={scroller} tabIndex={0} role="region" aria-label={words.fleet.title}>
      <ul style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const lift = pages.get(Math.floor(index / PAGE_LIFTS))?.lifts[index % PAGE_LIFTS];
          return (
            <li
              key={key}
              aria-setsize={total}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
            >
              {lift ? <LiftRow lift={lift} /> : <span className="lift-row lift-row-waiting">…</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
};
