import type { Bilingual } from '@liftwatch/schemas';
import { gapsOf, onDuty, type Gap, type Rota } from '../escalation/rota.ts';
import type { Trouble } from '../incidents/trouble.ts';
import type { RegistryView } from './registry-directory.ts';

/** A gap is looked for this far ahead, so that there is a working day to fill it. */
const LOOK_AHEAD_MS = 72 * 3_600_000;
const LOOK_EVERY_MS = 600_000;

const iso = (ms: number): string => new Date(ms).toISOString();

/** By the wall clock of the rota's zone: `2026-03-01 20:00`. */
const local = (ms: number, { timeZone }: Rota): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(ms);

/** Whoever reads a time takes it for Beijing's. */
const zoneOf = ({ timeZone }: Rota): string => (timeZone === 'Asia/Shanghai' ? '' : `（${timeZone} 时间）`);

/** What to tell of a rota in which nothing is lacking. */
const filled = ({ rotaId }: Rota): Bilingual => ({
  zh: `值班表${rotaId}在72小时内不缺人`,
  en: `rota ${rotaId} has somebody on duty for 72 h`,
});

const lacking = (rota: Rota, gap: Gap, unreachable: readonly string[]): Bilingual => {
  const whose = { zh: `，${unreachable.join('、')}没有联系方式`, en: `: ${unreachable.join(', ')} cannot be reached` };
  const hasSome = unreachable.length > 0;
  return {
    zh: `值班表${rota.rotaId}缺人：${local(gap.fromMs, rota)} 至 ${local(gap.toMs, rota)}${zoneOf(rota)}${hasSome ? whose.zh : ''}`,
    en: `rota ${rota.rotaId} has nobody on duty from ${iso(gap.fromMs)} to ${iso(gap.toMs)}${hasSome ? whose.en : ''}`,
  };
};

/** What a rota lacks within the look-ahead, as trouble for the operator; `isOver` when nothing is lacking. */
const rotaTrouble = (
  rota: Rota,
  registry: RegistryView,
  nowMs: number,
): { readonly trouble: Trouble; readonly isOver: boolean } => {
  const isReachable = (personId: string): boolean => registry.isReachable(rota.firmId, personId);
  const gaps = gapsOf(rota, { fromMs: nowMs, toMs: nowMs + LOOK_AHEAD_MS }, isReachable);
  const unreachable = [...new Set(gaps.flatMap((gap) => onDuty(rota, gap.fromMs)))];
  const [first] = gaps;
  return {
    isOver: first === undefined,
    trouble: {
      trouble: 'rota-gap',
      subject: `rota/${rota.rotaId}`,
      summary: first === undefined ? filled(rota) : lacking(rota, first, unreachable),
      detail: `${gaps.length} gaps within 72 h`,
    },
  };
};

const removedRota = (rotaId: string): Trouble => ({
  trouble: 'rota-gap',
  subject: `rota/${rotaId}`,
  summary: { zh: `值班表${rotaId}已移除`, en: `rota ${rotaId} was removed` },
});

/** Tells the operator of gaps in the rotas before they matter; looks again after each change of the registry. */
export const watchRotas = (
  registry: RegistryView,
  nowMs: () => number,
  tell: (trouble: Trouble, isOver: boolean) => Promise<void>,
): { look(): Promise<void>; close(): void } => {
  const isOverBefore = new Map<string, boolean>();
  /** What a rota lacked is nobody's trouble once the rota is gone. */
  const forgetRemoved = async (): Promise<void> => {
    const { rotas } = registry;
    const known = new Set(rotas.map(({ rotaId }) => rotaId));
    for (const [rotaId, wasOver] of isOverBefore)
      if (!known.has(rotaId)) {
        if (!wasOver) await tell(removedRota(rotaId), true);
        isOverBefore.delete(rotaId);
      }
  };
  const look = async (): Promise<void> => {
    await forgetRemoved();
    for (const rota of registry.rotas) {
      const { trouble, isOver } = rotaTrouble(rota, registry, nowMs());
      // "All is well" is told once, not every ten minutes.
      if (!isOver || isOverBefore.get(rota.rotaId) !== true) await tell(trouble, isOver);
      isOverBefore.set(rota.rotaId, isOver);
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return { look, close: () => clearInterval(timer) };
};
