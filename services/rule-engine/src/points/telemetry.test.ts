import { expect, test } from 'vitest';
import type { Reading } from '@liftwatch/schemas';
import { newStateMemory, telemetryLine, type TakenReading } from './telemetry.ts';
import { schemaProblems } from './line-check.testing.ts';

const AT_MS = 1_767_225_600_000;
const HEARTBEAT_MS = 60_000;

const taken = (reading: Reading, over: Partial<TakenReading> = {}): TakenReading => ({
  liftId: 'L-01',
  terminalId: 'T-9',
  atMs: reading.body.at,
  receivedAtMs: reading.body.at,
  late: false,
  reading,
  logCounter: 77,
  ...over,
});

const state = (
  body: Partial<Extract<Reading, { kind: 'state' }>['body']>,
  over: Partial<TakenReading> = {},
): TakenReading => taken({ kind: 'state', body: { at: AT_MS, boot: 'b1', seq: 5, ...body } }, over);

test('the first state is a heartbeat: it carries all that is known', () => {
  const line = telemetryLine(
    state({ carStatus: 'running', doorZone: false, speedMps: 1.75, peopleCount: 3 }),
    newStateMemory(),
    HEARTBEAT_MS,
  );
  expect(line).toBe(
    'lift_state,lift_id=L-01 terminal="T-9",boot="b1",seq=5i,heartbeat=true,car_status="running",door_zone=false,people_count=3i,speed_mps=1.75 1767225600000000005',
  );
});

test('then only what changed is written, and nothing when nothing did', () => {
  const memory = newStateMemory();
  telemetryLine(state({ carStatus: 'running', floor: '3' }), memory, HEARTBEAT_MS);
  const changed = telemetryLine(
    state({ at: AT_MS + 1_000, seq: 6, carStatus: 'running', floor: '4' }),
    memory,
    HEARTBEAT_MS,
  );
  expect(changed).toBe('lift_state,lift_id=L-01 terminal="T-9",boot="b1",seq=6i,floor="4" 1767225601000000006');
  expect(
    telemetryLine(state({ at: AT_MS + 2_000, seq: 7, carStatus: 'running' }), memory, HEARTBEAT_MS),
  ).toBeUndefined();
});

test('a still lift is written again when the heartbeat is due, with what is known of it', () => {
  const memory = newStateMemory();
  telemetryLine(state({ carStatus: 'stopped', floor: '3' }), memory, HEARTBEAT_MS);
  const line = telemetryLine(state({ at: AT_MS + 60_000, seq: 9, carStatus: 'stopped' }), memory, HEARTBEAT_MS);
  expect(line).toBe(
    'lift_state,lift_id=L-01 terminal="T-9",boot="b1",seq=9i,heartbeat=true,car_status="stopped",floor="3" 1767225660000000009',
  );
});

test('a signal that is no longer known is named as unknown, never left at its last value', () => {
  const memory = newStateMemory();
  telemetryLine(state({ passengerPresent: true, loadPercent: 20 }), memory, HEARTBEAT_MS);
  const line = telemetryLine(
    state({ at: AT_MS + 1_000, seq: 6, passengerPresent: null, loadPercent: null }),
    memory,
    HEARTBEAT_MS,
  );
  expect(line).toContain(',unknown="passenger_present,load_percent"');
  const heartbeat = telemetryLine(state({ at: AT_MS + 61_000, seq: 7 }), memory, HEARTBEAT_MS);
  expect(heartbeat).toContain(',unknown="passenger_present,load_percent"');
  expect(heartbeat).not.toContain('load_percent=20');
});

test('a late state is written as it came and changes no memory', () => {
  const memory = newStateMemory();
  telemetryLine(state({ floor: '3' }), memory, HEARTBEAT_MS);
  const late = telemetryLine(
    state({ at: AT_MS - 3_600_000, seq: 2, floor: '9' }, { late: true }),
    memory,
    HEARTBEAT_MS,
  );
  expect(late).toBe('lift_state,lift_id=L-01 terminal="T-9",boot="b1",seq=2i,floor="9" 1767222000000000002');
  expect(telemetryLine(state({ at: AT_MS + 1, seq: 6, floor: '3' }), memory, HEARTBEAT_MS)).toBeUndefined();
});

test('the counter of the time is seq modulo a million; without seq it is the place in the log', () => {
  const line = telemetryLine(state({ seq: 3_000_012, floor: '1' }), newStateMemory(), HEARTBEAT_MS);
  expect(line).toMatch(/ 1767225600000000012$/);
  const handWritten = taken({ kind: 'event', body: { at: AT_MS, type: 'code', code: '04' } });
  expect(telemetryLine(handWritten, newStateMemory(), HEARTBEAT_MS)).toBe(
    'event,lift_id=L-01 terminal="T-9",type="code",code="04" 1767225600000000077',
  );
});

test('strings that a sender chose cannot break out of their field', () => {
  const evil = taken({ kind: 'event', body: { at: AT_MS, boot: 'a"\\\nx', seq: 1, type: 'code', code: '0"4,x=1 ' } });
  const line = telemetryLine(evil, newStateMemory(), HEARTBEAT_MS) ?? '';
  expect(line).toBe(
    'event,lift_id=L-01 terminal="T-9",boot="a\\"\\\\ x",seq=1i,type="code",code="0\\"4,x=1 " 1767225600000000001',
  );
  expect(schemaProblems(line)).toEqual([]);
});

const kinds: Reading[] = [
  {
    kind: 'trip',
    body: {
      at: AT_MS,
      boot: 'b',
      seq: 1,
      fromFloor: '1',
      toFloor: '9',
      direction: 'up',
      durationMs: 9_000,
      distanceM: 27.5,
      vibrationA95XMps2: 0.1,
      vibrationPkPkZMps2: 0.2,
      brakeApplyDelayMs: 120.5,
      relevels: 1,
      motorCurrentA: null,
    },
  },
  {
    kind: 'door',
    body: {
      at: AT_MS,
      boot: 'b',
      seq: 2,
      floor: '1',
      openTimeMs: 2_100,
      reopens: 1,
      fullyOpened: true,
      motorEnergyJ: 51.5,
    },
  },
  { kind: 'counters', body: { at: AT_MS, boot: 'b', seq: 3, runs: 120, runningTimeH: 3.5, energyKwh: 7 } },
  {
    kind: 'terminal',
    body: {
      at: AT_MS,
      boot: 'b',
      seq: 4,
      powerSource: 'mains',
      batteryPercent: 98,
      rssiDbm: -71,
      sensors: { floor: 'fault', speedMps: 'ok', doorZone: 'fault' },
    },
  },
];

test.each(kinds)('a $kind reading is one line that its measurement allows', (reading) => {
  const line = telemetryLine(taken(reading), newStateMemory(), HEARTBEAT_MS) ?? '';
  expect(schemaProblems(line)).toEqual([]);
  expect(line).toMatch(new RegExp(`seq=${reading.body.seq}i`));
});

test('golden lines of trip and terminal', () => {
  expect(kinds.map((one) => telemetryLine(taken(one), newStateMemory(), HEARTBEAT_MS))).toEqual([
    'trip,lift_id=L-01 terminal="T-9",boot="b",seq=1i,from_floor="1",to_floor="9",direction="up",distance_m=27.5,duration_ms=9000i,vibration_a95_x_mps2=0.1,vibration_pk_pk_z_mps2=0.2,brake_apply_delay_ms=120.5,relevels=1i,unknown="motor_current_a" 1767225600000000001',
    'door_cycle,lift_id=L-01 terminal="T-9",boot="b",seq=2i,floor="1",open_time_ms=2100i,fully_opened=true,reopens=1i,motor_energy_j=51.5 1767225600000000002',
    'counters,lift_id=L-01 terminal="T-9",boot="b",seq=3i,running_time_h=3.5,runs=120i,energy_kwh=7 1767225600000000003',
    'terminal,lift_id=L-01 terminal="T-9",boot="b",seq=4i,power_source="mains",battery_percent=98,rssi_dbm=-71,faulty_sensors="floor,doorZone" 1767225600000000004',
  ]);
});
