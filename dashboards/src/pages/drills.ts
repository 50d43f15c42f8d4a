import type { Column } from '../panels/table.ts';

/** Marks an exercise in a list of incidents: nobody is in the car. */
export const drillColumn: Column = {
  name: 'drill',
  title: '演练 drill',
  width: 90,
  words: { '0': ' ', '1': '演练 drill' },
};
