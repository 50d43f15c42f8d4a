import { useWords } from '../words/language.tsx';
import { carHeight, doorPicture, isCertain, type DoorPicture, type ShaftFacts } from './car-position.ts';
import { signalOf, type LiftState } from './lift-state.ts';

const WIDTH = 200;
const HEIGHT = 460;
const TOP = 78;
const BOTTOM = 18;
const CAR = { width: 74, height: 62, x: 78 };
const LABELLED_AT_MOST = 14;

const yOf = (height: number): number => TOP + (1 - height) * (HEIGHT - TOP - BOTTOM);

const Landings = ({ floors, current }: { readonly floors: readonly string[]; readonly current: unknown }) => {
  const every = Math.ceil(floors.length / LABELLED_AT_MOST);
  return floors.map((floor, i) => {
    const y = yOf(floors.length < 2 ? 0 : i / (floors.length - 1));
    const isHere = floor === current;
    return (
      <g key={floor} className={isHere ? 'landing landing-here' : 'landing'}>
        <line x1="66" x2="164" y1={y} y2={y} />
        {(isHere || i % every === 0) && (
          <text x="54" y={y + 4} textAnchor="end">
            {floor}
          </text>
        )}
      </g>
    );
  });
};

/** How far each leaf has slid away, of its width. */
const openShare: Readonly<Record<DoorPicture, number>> = {
  open: 0.86,
  moving: 0.45,
  faulty: 0.3,
  closed: 0,
  unknown: 0,
};

const Doors = ({ door }: { readonly door: DoorPicture }) => {
  const leaf = CAR.width / 2 - 4;
  const style = { transform: `scaleX(${1 - openShare[door]})` };
  return (
    <g className={`doors doors-${door}`}>
      <rect className="leaf-left" x={CAR.x + 4} y={6} width={leaf} height={CAR.height - 10} style={style} />
      <rect
        className="leaf-right"
        x={CAR.x + CAR.width / 2}
        y={6}
        width={leaf}
        height={CAR.height - 10}
        style={style}
      />
      {door === 'unknown' && (
        <text x={CAR.x + CAR.width / 2} y={CAR.height / 2 + 8} textAnchor="middle" className="question">
          ?
        </text>
      )}
    </g>
  );
};

const Person = () => (
  <g className="person" transform={`translate(${CAR.x + CAR.width / 2}, ${CAR.height - 12})`}>
    <circle r="6" cy="-28" />
    <path d="M-9 0 v-14 a9 8 0 0 1 18 0 v14 z" />
  </g>
);

const Arrow = ({ direction, isRunning }: { readonly direction: unknown; readonly isRunning: boolean }) => {
  if (!isRunning || (direction !== 'up' && direction !== 'down')) return null;
  const turn = direction === 'up' ? '' : 'rotate(180)';
  return (
    <g className="arrow" transform={`translate(178, ${HEIGHT / 2}) ${turn}`}>
      <path d="M0 -14 l10 14 h-6 v14 h-8 v-14 h-6 z" />
    </g>
  );
};

const describeCar = (state: LiftState, words: ReturnType<typeof useWords>): string => {
  const said = (name: string): string => {
    const { value } = signalOf(state, name);
    return value === null ? words.unknown : (words.value[String(value)] ?? String(value));
  };
  return [
    `${words.lift.floor} ${said('floor')}`,
    said('carStatus'),
    `${words.lift.direction} ${said('direction')}`,
    `${words.lift.door} ${said('carDoorStatus')}`,
    `${words.signal['passengerPresent']}: ${said('passengerPresent')}`,
    isCertain(state) ? '' : words.stale,
  ]
    .filter(Boolean)
    .join(', ');
};

/** The car in its shaft as it moves. What is no longer known is hatched and grey; what nobody knows is a question mark. */
export const Shaft = ({ state, facts }: { readonly state: LiftState; readonly facts: ShaftFacts }) => {
  const words = useWords();
  const height = carHeight(state, facts);
  const floor = signalOf(state, 'floor').value;
  const certain = isCertain(state);
  const hasAlarm = state.findings.some((finding) => finding.stage === 'alarm' && /P[01]/.test(finding.priority));
  return (
    <svg
      className={`shaft ${certain ? '' : 'shaft-stale'} ${hasAlarm ? 'shaft-alarm' : ''}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={describeCar(state, words)}
    >
      <defs>
        <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="8" height="8" className="hatch-ground" />
          <line x1="0" y1="0" x2="0" y2="8" className="hatch-line" />
        </pattern>
      </defs>
      <rect className="shaft-wall" x="64" y="4" width="102" height={HEIGHT - 8} rx="4" />
      <Landings floors={facts.floors} current={floor} />
      <line
        className="rope"
        x1={CAR.x + CAR.width / 2}
        x2={CAR.x + CAR.width / 2}
        y1="4"
        y2={yOf(height ?? 0.5) - CAR.height}
      />
      <g className="car" style={{ transform: `translateY(${yOf(height ?? 0.5) - CAR.height}px)` }}>
        <rect className="car-body" x={CAR.x} width={CAR.width} height={CAR.height} rx="4" />
        {signalOf(state, 'passengerPresent').value === true && <Person />}
        <Doors door={doorPicture(state)} />
        {height === undefined && (
          <text x={CAR.x + CAR.width / 2} y={CAR.height + 16} textAnchor="middle">
            {words.lift.positionUnknown}
          </text>
        )}
      </g>
      <Arrow
        direction={signalOf(state, 'direction').value}
        isRunning={signalOf(state, 'carStatus').value === 'running'}
      />
    </svg>
  );
};
