import type { UnixMs } from '@liftwatch/schemas';
import type { Trouble } from '../incidents/trouble.ts';
import { gapsOf, type Rota } from './rota.ts';

/** A gap is looked for this far ahead, so that there is a working day to fill it. */
export const LOOK_AHEAD_MS = 72 * 3_600_000;

/** What a rota lacks within the look-ahead, as trouble for the operator; `isOver` when nothing is lacking. Pure. */
export const rotaTrouble = (rota: Rota, nowMs: UnixMs): { readonly trouble: Trouble; readonly isOver: boolean } => {
  const gaps = gapsOf(rota, nowMs, nowMs + LOOK_AHEAD_MS);
  const [first] = gaps;
  const from = first ? new Date(first.fromMs).toISOString() : '';
  const to = first ? new Date(first.toMs).toISOString() : '';
  return {
    isOver: first === undefined,
    trouble: {
      trouble: 'rota-gap',
      subject: `rota/${rota.rotaId}`,
      summary: {
        zh: `值班表${rota.rotaId}缺人：${from} 至 ${to}`,
        en: `rota ${rota.rotaId} has nobody on duty from ${from} to ${to}`,
      },
      detail: `${gaps.length} gaps within 72 h`,
    },
  };
};
