/** How large the city is, and how long its past. */
export interface CitySize {
  readonly lifts: number;
  readonly districts: number;
  readonly firms: number;
  readonly partitions: number;
  readonly nowMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Per 100 lifts and month, after published city figures: entrapments 0.55, faults of any kind 20. */
const ENTRAPMENTS_PER_LIFT_MONTH = 0.0055;
const FAULTS_PER_LIFT_MONTH = 0.2;
const LIVE_SHARE = 0.01;

const ns = (atMs: number, counter = 0): string => `${atMs}${String(1_000_000 + (counter % 1_000_000)).slice(1)}`;
const liftName = (i: number): string => `L-${String(i).padStart(6, '0')}`;
const totals =
  'readings=9000i,late_readings=3i,trips=900i,distance_m=9000,door_cycles=900i,reopens=9i,lock_bounces=1i,events=9i,faults=1i,entrapments=0i';

function* rollUps(city: CitySize): Generator<string> {
  const lifts = Math.round(city.lifts / city.partitions);
  for (let atMs = city.nowMs - DAY_MS; atMs < city.nowMs; atMs += MINUTE_MS) {
    for (let p = 0; p < city.partitions; p++)
      yield `fleet_1m,partition=${p} ${totals},lifts=${lifts}i,normal=${lifts - 40}i,fault=10i,unknown=30i ${ns(atMs)}`;
    yield `dispatch_1m open_incidents=40i,live_entrapments=2i,late_entrapments=0i,messages_waiting=0i ${ns(atMs)}`;
  }
  for (let atMs = city.nowMs - DAY_MS; atMs < city.nowMs; atMs += 5 * MINUTE_MS)
    for (let d = 0; d < city.districts; d++)
      for (let p = 0; p < city.partitions; p++)
        yield `district_5m,district_id=d-${d},partition=${p} ${totals},lifts=400i,normal=390i,fault=4i,unknown=6i ${ns(atMs)}`;
}

/** One point of each telemetry series of each lift: what makes the index as large as a city's. */
function* telemetry(city: CitySize): Generator<string> {
  for (let i = 0; i < city.lifts; i++) {
    const lift = liftName(i);
    const at = ns(city.nowMs - (i % 60) * 1_000, i);
    yield `lift_state,lift_id=${lift} terminal="T",car_status="stopped",floor="3" ${at}`;
    yield `score,lift_id=${lift} score=0,open_findings=0i,priority="none",known=true ${at}`;
    yield `door_cycle,lift_id=${lift} floor="3",open_time_ms=2100i,close_time_ms=2600i ${at}`;
  }
}

function* incidents(city: CitySize): Generator<string> {
  const count = Math.round(city.lifts * FAULTS_PER_LIFT_MONTH);
  for (let i = 0; i < count; i++) {
    const lift = (i * 7_919) % city.lifts;
    const atMs = city.nowMs - Math.floor((30 * DAY_MS * i) / count) - 1;
    const live = i < count * LIVE_SHARE ? 1 : 0;
    const names = `lift_name="${lift}#",site_name="site ${lift % 9_000}",firm_name="firm ${lift % city.firms}"`;
    yield `incident,kind=fault/0${1 + (i % 8)},district_id=d-${lift % city.districts} lift_id="${liftName(lift)}",firm_id="f-${lift % city.firms}",${names},incident_id="i-${i}",state="${live ? 'alarm' : 'closed'}",live=${live}i,priority="P2",severity=2i,codes="02",summary_zh="关门故障",summary_en="door closing fault",latitude=${39 + (lift % 997) / 1_000},longitude=${117 + (lift % 991) / 1_000},drill=0i ${ns(atMs, i)}`;
  }
  const entrapments = Math.round(city.lifts * ENTRAPMENTS_PER_LIFT_MONTH);
  for (let i = 0; i < entrapments; i++) {
    const lift = (i * 104_729) % city.lifts;
    const atMs = city.nowMs - Math.floor((30 * DAY_MS * i) / entrapments) - 1;
    const hour = String(i % 24).padStart(2, '0');
    yield `rescue,district_id=d-${lift % city.districts},hour=${hour} lift_id="${liftName(lift)}",firm_id="f-${lift % city.firms}",incident_id="e-${i}",false_alarm=0i,drill=0i,arrival_s=${500 + (i % 900)},release_s=${700 + (i % 900)},arrival_within_30_min=1i,breaches=0i ${ns(atMs, i)}`;
  }
}

function* figures(city: CitySize): Generator<string> {
  const today = Math.floor((city.nowMs + 8 * HOUR_MS) / DAY_MS) * DAY_MS - 8 * HOUR_MS;
  const one = (scope: string, id: string, atMs: number): string =>
    `figures_30d,scope=${scope},id=${id} name="${id}",lifts=500i,entrapments=3i,affected=0.006,affected_low=0.002,affected_high=0.018,arrival_mean_s=700,arrival_within_30_min=1 ${ns(atMs)}`;
  for (let day = 0; day < 30; day++) {
    const atMs = today - day * DAY_MS;
    yield one('city', 'city', atMs);
    for (let d = 0; d < city.districts; d++) yield one('district', `d-${d}`, atMs);
    for (let f = 0; f < city.firms; f++) yield one('firm', `f-${f}`, atMs);
  }
}

/** The points of a city as the engine and dispatch write them, in their measurements, tags and fields. */
export function* cityPoints(city: CitySize): Generator<string> {
  yield* telemetry(city);
  yield* incidents(city);
  yield* figures(city);
  yield* rollUps(city);
}
