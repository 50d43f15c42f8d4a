import type { Reading, ReadingKind, StateReading } from '@liftwatch/schemas';
import { nsTime, stringField } from './line.ts';
import { measurements, type FieldType, type MeasurementName } from './measurements.ts';

/** A reading that the kernel took: not a duplicate, its time corrected. */
export interface TakenReading {
  readonly liftId: string;
  readonly terminalId: string;
  /** Corrected time. */
  readonly atMs: number;
  readonly receivedAtMs: number;
  /** Age above 60 s: out of a backlog. */
  readonly late: boolean;
  readonly reading: Reading;
  /** Stands in for `seq` where a reading has none; the same on every reading of the log. */
  readonly logCounter: number;
}

/** What of a lift was last written as `lift_state`. Plain; may be forgotten: the next reading then writes all it has. */
export interface StateMemory {
  /** In the order of `stateSignals`. An array: by name it would be a table of its own for every lift, eight times the size. */
  readonly values: unknown[];
  heartbeatAtMs: number;
  newestAtMs: number;
}

export const newStateMemory = (): StateMemory => ({
  values: stateSignals.map(() => undefined),
  heartbeatAtMs: 0,
  newestAtMs: 0,
});

interface FieldPlan {
  readonly key: string;
  readonly prefix: string;
  readonly type: FieldType;
  /** In the list of unknown signals. */
  readonly name: string;
}

const snake = (key: string): string =>
  key
    .replace('A95', '_a95_')
    .replace('PkPk', '_pk_pk_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([XYZ])_?Mps/, '$1_Mps')
    .replace(/__+/g, '_')
    .toLowerCase();

const plan = (measurement: MeasurementName, keys: readonly string[]): readonly FieldPlan[] =>
  keys.map((key) => {
    const name = snake(key);
    const type = (measurements[measurement].fields as Readonly<Record<string, FieldType>>)[name];
    if (type === undefined) throw new RangeError(`${measurement}.${name} is not in the schema of measurements`);
    return { key, prefix: `,${name}=`, type, name };
  });

/** The signals of a `state` that are points; the order is that of the fields in a line. */
export const stateSignals = [
  'serviceMode',
  'carStatus',
  'direction',
  'doorZone',
  'floor',
  'carDoorStatus',
  'landingDoorStatus',
  'passengerPresent',
  'peopleCount',
  'driveStatus',
  'callButtonHeld',
  'brakeTestPercent',
  'loadPercent',
  'overload',
  'powerStatus',
  'positionM',
  'speedMps',
  'topLimit',
  'bottomLimit',
  'machineRoomTemperatureC',
  'motorTemperatureC',
  'controllerTemperatureC',
  'carTemperatureC',
] as const satisfies readonly (keyof StateReading)[];

const statePlan = plan('lift_state', stateSignals);
const plans: Readonly<
  Record<Exclude<ReadingKind, 'state'>, { readonly name: MeasurementName; readonly fields: readonly FieldPlan[] }>
> = {
  event: { name: 'event', fields: plan('event', ['type', 'phase', 'dialect', 'code', 'floor', 'pressedMs']) },
  trip: {
    name: 'trip',
    fields: plan('trip', [
      'fromFloor',
      'toFloor',
      'direction',
      'distanceM',
      'durationMs',
      'loadPercent',
      'levellingErrorMm',
      'maxSpeedMps',
      'vibrationA95XMps2',
      'vibrationA95YMps2',
      'vibrationA95ZMps2',
      'vibrationPkPkXMps2',
      'vibrationPkPkYMps2',
      'vibrationPkPkZMps2',
      'motorCurrentA',
      'motorCurrentPeakA',
      'brakeReleaseDelayMs',
      'brakeApplyDelayMs',
      'brakeSwitchMismatches',
      'slipPercent',
      'energyWh',
      'relevels',
    ]),
  },
  door: {
    name: 'door_cycle',
    fields: plan('door_cycle', [
      'floor',
      'openTimeMs',
      'closeTimeMs',
      'dwellMs',
      'fullyOpened',
      'reopens',
      'lightCurtainBlocks',
      'lightCurtainBlockedMs',
      'lockBounces',
      'motorCurrentPeakA',
      'motorEnergyJ',
    ]),
  },
  counters: {
    name: 'counters',
    fields: plan('counters', [
      'runningTimeH',
      'runs',
      'doorOpenings',
      'ropeBends',
      'travelM',
      'passengers',
      'energyKwh',
    ]),
  },
  terminal: {
    name: 'terminal',
    fields: plan('terminal', ['powerSource', 'batteryPercent', 'rssiDbm', 'firmware', 'lastGasp']),
  },
};

const written = (type: FieldType, value: unknown): string => {
  switch (type) {
    case 'string':
      return stringField(value as string);
    case 'integer':
      return `${value as number}i`;
    default:
      return String(value as number | boolean);
  }
};

const originOf = (taken: TakenReading): string => {
  const { boot, seq } = taken.reading.body;
  let text = `terminal=${stringField(taken.terminalId)}`;
  if (boot !== undefined) text += `,boot=${stringField(boot)}`;
  if (seq !== undefined) text += `,seq=${seq}i`;
  return text;
};

const timeOf = (taken: TakenReading): string => nsTime(taken.atMs, taken.reading.body.seq ?? taken.logCounter);

const unknownField = (unknown: string): string => (unknown === '' ? '' : `,unknown="${unknown}"`);

const joined = (fields: readonly FieldPlan[], valueOf: (field: FieldPlan, index: number) => unknown): string => {
  let text = '';
  let unknown = '';
  fields.forEach((field, index) => {
    const value = valueOf(field, index);
    if (value === undefined) return;
    if (value === null) unknown += unknown === '' ? field.name : `,${field.name}`;
    else text += field.prefix + written(field.type, value);
  });
  return text + unknownField(unknown);
};

const fieldsOf = (fields: readonly FieldPlan[], body: Readonly<Record<string, unknown>>): string =>
  joined(fields, ({ key }) => body[key]);

/** Compares, remembers and writes what changed; undefined when nothing did. */
const changedFields = (memory: StateMemory, body: Readonly<Record<string, unknown>>): string | undefined => {
  let text = '';
  let unknown = '';
  let changed = false;
  for (let i = 0; i < statePlan.length; i++) {
    const field = statePlan[i] as FieldPlan;
    const value = body[field.key];
    if (value === undefined || value === memory.values[i]) continue;
    changed = true;
    memory.values[i] = value;
    if (value === null) unknown += unknown === '' ? field.name : `,${field.name}`;
    else text += field.prefix + written(field.type, value);
  }
  return changed ? text + unknownField(unknown) : undefined;
};

const stateLine = (taken: TakenReading, memory: StateMemory, heartbeatMs: number): string | undefined => {
  const body = taken.reading.body as unknown as Readonly<Record<string, unknown>>;
  let fields: string | undefined;
  if (taken.late || taken.atMs < memory.newestAtMs) {
    fields = fieldsOf(statePlan, body);
  } else {
    memory.newestAtMs = taken.atMs;
    fields = changedFields(memory, body);
    if (taken.atMs - memory.heartbeatAtMs >= heartbeatMs) {
      memory.heartbeatAtMs = taken.atMs;
      fields = `,heartbeat=true${joined(statePlan, (_, index) => memory.values[index])}`;
    }
    if (fields === undefined) return undefined;
  }
  return `lift_state,lift_id=${taken.liftId} ${originOf(taken)}${fields} ${timeOf(taken)}`;
};

const faultySensors = (body: { readonly sensors?: Partial<Record<string, 'ok' | 'fault'>> | undefined }): string => {
  if (body.sensors === undefined) return '';
  const faulty = Object.entries(body.sensors).filter(([, verdict]) => verdict === 'fault');
  return `,faulty_sensors=${stringField(faulty.map(([name]) => name).join(','))}`;
};

/**
 * The telemetry point of one reading, as line protocol; undefined when a `state` changed nothing and no heartbeat is
 * due. A `state` writes what changed, and every `heartbeatMs` of corrected time all that is known, so that a hole in a
 * series is a silent lift and not a still one. Late readings are written as they came and change no memory.
 */
export const telemetryLine = (taken: TakenReading, memory: StateMemory, heartbeatMs: number): string | undefined => {
  const { reading } = taken;
  if (reading.kind === 'state') return stateLine(taken, memory, heartbeatMs);
  const { name, fields } = plans[reading.kind];
  const extra = reading.kind === 'terminal' ? faultySensors(reading.body) : '';
  const body = reading.body as unknown as Readonly<Record<string, unknown>>;
  return `${name},lift_id=${taken.liftId} ${originOf(taken)}${fieldsOf(fields, body)}${extra} ${timeOf(taken)}`;
};
