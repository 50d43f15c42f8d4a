import { z } from 'zod';
import { envelopeShape, orUnknown, text } from './envelope.ts';

export const serviceModes = [
  'out-of-service',
  'normal',
  'inspection',
  'fire-return',
  'firefighter',
  'emergency-power',
  'earthquake',
  'unknown',
] as const;
export type ServiceMode = (typeof serviceModes)[number];

export const doorStatuses = [
  'closed',
  'opened',
  'closing',
  'opening',
  'safety-locked',
  'limited-opened',
  'door-fault',
  'unknown',
] as const;
export type DoorStatus = (typeof doorStatuses)[number];

export const carStatuses = ['stopped', 'running'] as const;
export const directions = ['none', 'up', 'down'] as const;
export const driveStatuses = ['standby', 'brake-lifted', 'brake-set'] as const;
export const powerStatuses = ['normal', 'lost'] as const;

const celsius = (what: string, source = '[liftwatch, D]') =>
  orUnknown(z.number().min(-60).max(250)).describe(`${what} temperature, °C, -60 to 250 ${source}`);

/**
 * Real-time items of one lift. Every signal may be left out (unchanged since last reported) or `null` (no longer
 * known); a terminal may send only what changed. Source of the items: GB/T 24476-2017 clause 9 as implemented [seen],
 * door values: BACnetDoorStatus (ASHRAE 135) [seen].
 */
export const stateReading = z
  .strictObject({
    ...envelopeShape,
    serviceMode: orUnknown(z.enum(serviceModes)).describe(
      'Service mode: GB/T 24476 当前服务模式 0 out-of-service, 1 normal, 2 inspection, 3 fire-return, 4 firefighter, 5 emergency-power, 6 earthquake, 7 unknown [GB/T 24476-2017 as implemented, S]',
    ),
    carStatus: orUnknown(z.enum(carStatuses)).describe(
      'Car status: GB/T 24476 轿厢运行状态 0 stopped, 1 running [GB/T 24476-2017 as implemented, S]',
    ),
    direction: orUnknown(z.enum(directions)).describe(
      'Direction: GB/T 24476 轿厢运行方向 0 none, 1 up, 2 down [GB/T 24476-2017 as implemented, S]',
    ),
    doorZone: orUnknown(z.boolean()).describe(
      'Car is inside the unlocking zone (开锁区域): true inside [GB/T 24476-2017 as implemented, S]',
    ),
    floor: orUnknown(text(1, 4)).describe(
      'Floor as shown in the car, 1-4 characters: "1", "B1", "12A" [GB/T 24476-2017 as implemented, S]',
    ),
    carDoorStatus: orUnknown(z.enum(doorStatuses)).describe(
      'Car door: BACnetDoorStatus subset; `opened` is fully open. A terminal that has only 关门到位 sends closed or opened [BACnetDoorStatus, S]',
    ),
    landingDoorStatus: orUnknown(z.enum(doorStatuses)).describe(
      'Landing door at the car (层门): same values; `safety-locked` when the lock contact is made [BACnetDoorStatus, S]',
    ),
    passengerPresent: orUnknown(z.boolean()).describe(
      'A person is in the car (轿内是否有人) [GB/T 24476-2017 as implemented, S]',
    ),
    peopleCount: orUnknown(z.int().min(0).max(100)).describe(
      'People in the car, count, 0-100 [extension in a city feed, S]',
    ),
    driveStatus: orUnknown(z.enum(driveStatuses)).describe(
      'Machine: GB/T 24476 曳引机 0 standby, 1 brake-lifted (制动器提起), 2 brake-set (制动器释放) [GB/T 24476-2017 as implemented, S]',
    ),
    callButtonHeld: orUnknown(z.boolean()).describe(
      'The contact of a call button, in the car or at a landing, is made [liftwatch, D]',
    ),
    brakeTestPercent: orUnknown(z.number().min(0).max(1_000)).describe(
      'Last self-test of the brake (制动力自监测): torque held, of that required, %, 0-1000 [TSG T5002 A-1-6 names the test, S]',
    ),
    loadPercent: orUnknown(z.number().min(0).max(200)).describe(
      'Car load, % of rated load, 0-200 [BACnet Car_Load, R]',
    ),
    overload: orUnknown(z.boolean()).describe('Overload device acts (超载) [extension in a city feed, S]'),
    powerStatus: orUnknown(z.enum(powerStatuses)).describe(
      'Mains of the lift: normal or lost (主电源断电) [extension in a city feed, S]',
    ),
    positionM: orUnknown(z.number().min(-50).max(1_000)).describe(
      'Car height above the lowest landing, m, -50 to 1000 [liftwatch, D]',
    ),
    speedMps: orUnknown(z.number().min(-25).max(25)).describe(
      'Car speed, m/s, positive upwards, -25 to 25 [liftwatch, D]',
    ),
    topLimit: orUnknown(z.boolean()).describe('Upper limit switch acts (上极限) [extension in a city feed, S]'),
    bottomLimit: orUnknown(z.boolean()).describe('Lower limit switch acts (下极限) [extension in a city feed, S]'),
    machineRoomTemperatureC: celsius('Machine room', '[extension in a city feed, S]'),
    motorTemperatureC: celsius('Motor winding'),
    controllerTemperatureC: celsius('Controller cabinet'),
    carTemperatureC: celsius('Car'),
  })
  .meta({ id: 'StateReading', title: 'Real-time state of one lift' });
export type StateReading = z.infer<typeof stateReading>;
