import { z } from 'zod';
import { envelopeShape, orUnknown } from './envelope.ts';

/** One door cycle: from leaving closed to closed again. `at` is the moment the door is closed again. */
export const doorReading = z
  .strictObject({
    ...envelopeShape,
    floor: z.string().min(1).max(4).describe('Floor of the cycle'),
    openTimeMs: orUnknown(z.int().min(0).max(600_000)).describe('Opening movement: closed to fully open, ms'),
    closeTimeMs: orUnknown(z.int().min(0).max(600_000)).describe('Last closing movement: fully open to closed, ms'),
    dwellMs: orUnknown(z.int().min(0).max(86_400_000)).describe('Fully open before the last closing movement, ms'),
    fullyOpened: orUnknown(z.boolean()).describe('The door reached fully open in this cycle'),
    reopens: orUnknown(z.int().min(0).max(1_000)).describe('Reversals while closing, count'),
    lightCurtainBlocks: orUnknown(z.int().min(0).max(1_000)).describe('Light-curtain interruptions, count'),
    lightCurtainBlockedMs: orUnknown(z.int().min(0).max(86_400_000)).describe('Light curtain blocked in all, ms'),
    lockBounces: orUnknown(z.int().min(0).max(1_000)).describe('Drop-outs of the lock contact within the cycle, count'),
    motorCurrentPeakA: orUnknown(z.number().min(0).max(100)).describe('Door motor current, peak, A'),
    motorEnergyJ: orUnknown(z.number().min(0).max(100_000)).describe('Door motor energy of the cycle, J'),
  })
  .meta({ id: 'DoorReading', title: 'One door cycle' });
export type DoorReading = z.infer<typeof doorReading>;
