import { catalogueEntry } from '@liftwatch/schemas';

const kindNames: Readonly<Record<string, string>> = {
  entrapment: '困人 entrapment',
  'dangerous-movement': '危险运行 dangerous movement',
  'site-power': '楼宇停电 site power',
  network: '网络中断 network',
  terminal: '终端 terminal',
};
const FAULT = 'fault/';
const faultName = (code: string): string => {
  const entry = catalogueEntry(code);
  return entry ? `故障 ${code} ${entry.zh} fault ${code} ${entry.en}` : `故障 fault ${code}`;
};
/** A kind of incident as people say it, in both languages; troubles of liftwatch itself are one kind. */
const kindName = (kind: string): string => {
  if (kind.startsWith('system/')) return '系统自身 liftwatch itself';
  return kindNames[kind] ?? (kind.startsWith(FAULT) ? faultName(kind.slice(FAULT.length)) : kind);
};

/** Kinds that people call the same are one row. */
export const byKindName = (counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> => {
  const named = new Map<string, number>();
  for (const [kind, count] of counts) named.set(kindName(kind), (named.get(kindName(kind)) ?? 0) + count);
  return named;
};

/** `fault/04 ×3, entrapment ×1`, as the series has it. */
export const kindsInWords = (kinds: string): string =>
  kinds
    .split(', ')
    .map((one) => one.replace(/^\S+/, kindName))
    .join(', ');
