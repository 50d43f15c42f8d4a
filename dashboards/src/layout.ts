import type { Bilingual } from '@liftwatch/schemas';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { Placed } from './panels/panel.ts';
import { both } from './text.ts';

/** Panels side by side under an optional heading. */
export interface Band {
  readonly heading?: Bilingual;
  /** Grid rows. */
  readonly height: number;
  readonly panels: readonly Placed[];
}

const COLUMNS = 24;

/** Places bands from top to bottom: ids count from 1 in reading order, so that a link to a panel stays good. */
export const placed = (bands: readonly Band[]): (dashboard.Panel | dashboard.RowPanel)[] => {
  const placedPanels: (dashboard.Panel | dashboard.RowPanel)[] = [];
  let y = 0;
  let id = 0;
  for (const { heading, height, panels } of bands) {
    if (heading) {
      placedPanels.push(
        new dashboard.RowBuilder(both(heading))
          .id(++id)
          .gridPos({ x: 0, y, w: COLUMNS, h: 1 })
          .collapsed(false)
          .build(),
      );
      y++;
    }
    let x = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) throw new RangeError(`a band is wider than ${COLUMNS} columns`);
      placedPanels.push({ ...panel.build(), id: ++id, gridPos: { x, y, w: panel.width, h: height } });
      x += panel.width;
    }
    y += height;
  }
  return placedPanels;
};
