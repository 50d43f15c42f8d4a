import { z } from 'zod';
import { envelopeShape, orUnknown } from './envelope.ts';

const count = (what: string) =>
  orUnknown(z.int().min(0)).describe(
    `${what}, count since commissioning, 0 or more [GB/T 24476-2017 as implemented, S]`,
  );

/** Running totals. Source: GB/T 24476-2017 statistics items as implemented [seen]. */
export const countersReading = z
  .strictObject({
    ...envelopeShape,
    runningTimeH: orUnknown(z.number().min(0).max(1_000_000)).describe(
      'Total_Running_Time 累计运行时间, h, 0-1000000 [GB/T 24476-2017 as implemented, S]',
    ),
    runs: count('Present_Counter_Value 累计运行次数'),
    doorOpenings: count('Door_Open_Count 开门次数'),
    ropeBends: count('Rope_Bend_Count 折弯次数'),
    travelM: orUnknown(z.number().min(0)).describe(
      'Lift_Mileage 累计运行距离, m, 0 or more [GB/T 24476-2017 as implemented, S]',
    ),
    passengers: count('Passenger_Counter 载客人次'),
    energyKwh: orUnknown(z.number().min(0)).describe(
      'Power_Consumption 耗电量, kWh, 0 or more [GB/T 24476-2017 as implemented, S]',
    ),
  })
  .meta({ id: 'CountersReading', title: 'Running totals' });
export type CountersReading = z.infer<typeof countersReading>;
