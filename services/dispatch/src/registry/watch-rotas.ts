import { gapsOf, onDuty, type Rota } from '../escalation/rota.ts';
import type { Trouble } from '../incidents/trouble.ts';
import type { RegistryView } from './registry-directory.ts';

/** A gap is looked for this far ahead, so that there is a working day to fill it. */
const LOOK_AHEAD_MS = 72 * 3_600_000;
const LOOK_EVERY_MS = 600_000;

const iso = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString());

/** By the wall clock of the rota's zone: `2026-03-01 20:00`. */
const local = (ms: number | undefined, { timeZone }: Rota): string =>
  ms === undefined
    ? ''
    : new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(ms);

/** Whoever reads a time takes it for Beijing's. */
const zoneOf = ({ timeZone }: Rota): string => (timeZone === 'Asia/Shanghai' ? '' : `（${timeZone} 时间）`);

/** What a rota lacks within the look-ahead, as trouble for the operator; `isOver` when nothing is lacking. */
const rotaTrouble = (
  rota: Rota,
  registry: RegistryView,
  nowMs: number,
): { readonly trouble: Trouble; readonly isOver: boolean } => {
  const isReachable = (personId: string): boolean => registry.isReachable(rota.firmId, personId);
  const gaps = gapsOf(rota, { fromMs: nowMs, toMs: nowMs + LOOK_AHEAD_MS }, isReachable);
  const unreachable = [...new Set(gaps.flatMap((gap) => onDuty(rota, gap.fromMs)))];
  const [from, to] = [iso(gaps[0]?.fromMs), iso(gaps[0]?.toMs)];
  return {
    isOver: gaps.length === 0,
    trouble: {
      trouble: 'rota-gap',
      subject: `rota/${rota.rotaId}`,
      summary: {
        zh: `值班表${rota.rotaId}缺人：${local(gaps[0]?.fromMs, rota)} 至 ${local(gaps[0]?.toMs, rota)}${zoneOf(rota)}${unreachable.length > 0 ? `，${unreachable.join('、')}没有联系方式` : ''}`,
        en: `rota ${rota.rotaId} has nobody on duty from ${from} to ${to}${unreachable.length > 0 ? `: ${unreachable.join(', ')} cannot be reached` : ''}`,
      },
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
