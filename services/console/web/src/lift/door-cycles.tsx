import { useWords } from '../words/language.tsx';
import type { TrendAnswer } from './trends.tsx';

interface FloorCycles {
  readonly floor: string;
  readonly cycles: number;
  readonly reopens: number;
}

/** Cycles counted by floor, in the order of floors: basements first. */
export const cyclesByFloor = (answer: TrendAnswer | undefined): readonly FloorCycles[] => {
  const counts = new Map<string, { cycles: number; reopens: number }>();
  for (const { fields } of answer?.rows ?? []) {
    if (typeof fields['floor'] !== 'string') continue;
    const count = counts.get(fields['floor']) ?? { cycles: 0, reopens: 0 };
    count.cycles += 1;
    count.reopens += typeof fields['reopens'] === 'number' ? fields['reopens'] : 0;
    counts.set(fields['floor'], count);
  }
  const level = (floor: string): number =>
    floor.startsWith('B') ? -Number(floor.slice(1)) : Number.parseInt(floor, 10);
  return [...counts]
    .map(([floor, count]) => ({ floor, ...count }))
    .sort((a, b) => (level(b.floor) || 0) - (level(a.floor) || 0));
};

/** Door cycles per floor, with reopenings: one landing that stands out is a landing door, all of them the car door. */
export const DoorCycles = ({ answer }: { readonly answer: TrendAnswer | undefined }) => {
  const words = useWords();
  const floors = cyclesByFloor(answer);
  const most = Math.max(1, ...floors.map(({ cycles }) => cycles));
  return (
    <figure className="chart">
      <figcaption>
        <strong>{words.lift.doorsPerFloor}</strong>
      </figcaption>
      {floors.length === 0 && (
        <div className="state">
          <p>{words.chart.noData}</p>
        </div>
      )}
      <table className="floor-bars">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{words.lift.floor}</th>
            <th scope="col">{words.chart.doorCycles}</th>
            <th scope="col">{words.chart.reopens}</th>
          </tr>
        </thead>
        <tbody>
          {floors.map(({ floor, cycles, reopens }) => (
            <tr key={floor}>
              <th scope="row">{floor}</th>
              <td className="floor-bar">
                <span style={{ width: `${(cycles / most) * 100}%` }} aria-hidden="true" />
                <em>{cycles}</em>
              </td>
              <td className="muted">{reopens > 0 && `${words.chart.reopens} ${reopens}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
};
