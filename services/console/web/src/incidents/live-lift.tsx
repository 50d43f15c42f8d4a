import { Link } from 'wouter';
import { useLiftState, useRegistered } from '../api/queries.ts';
import { Shaft } from '../lift/shaft.tsx';
import { useWords } from '../words/language.tsx';

/** Where the car is now: the question that everybody who is called asks first. */
export const LiveLift = ({ liftId }: { readonly liftId: string }) => {
  const words = useWords();
  const { data: state } = useLiftState(liftId);
  const { facts } = useRegistered(liftId);
  if (!state) return null;
  return (
    <aside className="live-lift" aria-label={words.lift.picture}>
      <Shaft state={state} facts={{ floors: facts?.floors ?? [], travelM: facts?.travelM }} />
      <Link href={`/lifts/${encodeURIComponent(liftId)}`}>{words.incident.openLift}</Link>
    </aside>
  );
};
