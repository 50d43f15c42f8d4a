import type { CatalogueEntry } from './entry.ts';
import { always } from './priority.ts';
import { OURS } from './sources.ts';

const terminal = {
  class: 'terminal',
  equipment: 'both',
  priority: always('P4'),
  incidentKind: 'terminal',
  component: 'terminal',
  bacnetLiftFault: null,
  source: OURS,
  mark: 'D',
} as const;

/** The watcher, not the lift. While one of these is open the lift is unknown, never normal. */
export const terminalCodes: readonly CatalogueEntry[] = [
  { ...terminal, code: 'X19', zh: '监测终端离线', en: 'terminal offline' },
  { ...terminal, code: 'X20', zh: '数据陈旧', en: 'data stale' },
  { ...terminal, code: 'X21', zh: '传感器卡滞', en: 'sensor stuck' },
  { ...terminal, code: 'T01', zh: '终端时钟偏差', en: 'terminal clock wrong' },
  {
    ...terminal,
    code: 'U00',
    zh: '未识别的代码',
    en: 'unknown raw code',
    class: 'event',
    incidentKind: 'fault/U00',
    component: 'controller',
    note: 'Stands for a raw code that its dialect does not list: kept as it came and shown, never guessed',
  },
];
