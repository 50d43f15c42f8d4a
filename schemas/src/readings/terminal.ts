import { z } from 'zod';
import { envelopeShape, orUnknown, text } from './envelope.ts';

/** Names of the signals a self-test can speak of; they are the fields of `state`. */
export const sensorNames = [
  'passengerPresent',
  'carDoorStatus',
  'landingDoorStatus',
  'doorZone',
  'carStatus',
  'floor',
  'speedMps',
  'positionM',
  'loadPercent',
  'powerStatus',
] as const;
export type SensorName = (typeof sensorNames)[number];

/** The terminal about itself. */
export const terminalReading = z
  .strictObject({
    ...envelopeShape,
    powerSource: orUnknown(z.enum(['mains', 'battery'])).describe('What feeds the terminal now [liftwatch, D]'),
    batteryPercent: orUnknown(z.number().min(0).max(100)).describe('Battery charge, %, 0-100 [liftwatch, D]'),
    rssiDbm: orUnknown(z.number().min(-150).max(0)).describe('Received signal strength, dBm, -150 to 0 [liftwatch, D]'),
    firmware: text(0, 64).optional().describe('Firmware version, at most 64 characters [liftwatch, D]'),
    sensors: z
      .partialRecord(z.enum(sensorNames), z.enum(['ok', 'fault']))
      .optional()
      .describe('Self-test per signal: ok or fault. A sensor in fault makes its signal unknown [liftwatch, D]'),
    lastGasp: z
      .boolean()
      .optional()
      .describe('Sent on the last charge as the supply of the terminal fails [liftwatch, D]'),
  })
  .meta({ id: 'TerminalReading', title: 'The terminal about itself' });
export type TerminalReading = z.infer<typeof terminalReading>;
