import { z } from 'zod';
import { envelopeShape, orUnknown, text } from './envelope.ts';

/** One door cycle: from leaving closed to closed again. `at` is the moment the door is closed again. */
export const doorReading = z
  .strictObject({
    ...envelopeShape,
    floor: text(1, 4).describe('Floor of the cycle, 1-4 characters [liftwatch, D]'),
    openTimeMs: orUnknown(z.int().min(0).max(600_000)).describe(
      'Opening movement: closed to fully open, ms, 0-600000 [liftwatch, D]',
    ),
    closeTimeMs: orUnknown(z.int().min(0).max(600_000)).describe(
      'Last closing movement: fully open to closed, ms, 0-600000 [liftwatch, D]',
    ),
    dwellMs: orUnknown(z.int().min(0).max(86_400_000)).describe(
      'Fully open before the last closing movement, ms, 0-86400000 [liftwatch, D]',
    ),
    fullyOpened: orUnknown(z.boolean()).describe('The door reached fully open in this cycle [liftwatch, D]'),
    reopens: orUnknown(z.int().min(0).max(1_000)).describe('Reversals while closing, count, 0-1000 [liftwatch, D]'),
    lightCurtainBlocks: orUnknown(z.int().min(0).max(1_000)).describe(
      'Light-curtain interruptions, count, 0-1000 [liftwatch, D]',
    ),
    lightCurtainBlockedMs: orUnknown(z.int().min(0).max(86_400_000)).describe(
      'Light curtain blocked in all, ms, 0-86400000 [liftwatch, D]',
    ),
    lockBounces: orUnknown(z.int().min(0).max(1_000)).describe(
      'Drop-outs of the lock contact within the cycle, count, 0-1000 [liftwatch, D]',
    ),
    motorCurrentPeakA: orUnknown(z.number().min(0).max(100)).describe(
      'Door motor current, peak, A, 0-100 [liftwatch, D]',
    ),
    motorEnergyJ: orUnknown(z.number().min(0).max(100_000)).describe(
      'Door motor energy of the cycle, J, 0-100000 [liftwatch, D]',
    ),
  })
  .meta({ id: 'DoorReading', title: 'One door cycle' });
export type DoorReading = z.infer<typeof doorReading>;
