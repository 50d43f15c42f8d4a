import { rotaTrouble } from '../escalation/rota-watch.ts';
import type { Trouble } from '../incidents/trouble.ts';
import type { RegistryView } from './registry-directory.ts';

const LOOK_EVERY_MS = 600_000;

/** Tells the operator of gaps in the rotas before they matter; looks again after each change of the registry. */
export const watchRotas = (
  registry: RegistryView,
  nowMs: () => number,
  tell: (trouble: Trouble, isOver: boolean) => Promise<void>,
): { look(): Promise<void>; close(): void } => {
  const look = async (): Promise<void> => {
    for (const rota of registry.rotas) {
      const { trouble, isOver } = rotaTrouble(rota, nowMs());
      await tell(trouble, isOver);
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return { look, close: () => clearInterval(timer) };
};
