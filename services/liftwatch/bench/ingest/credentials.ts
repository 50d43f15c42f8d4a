import { addTerminalCredential } from '@liftwatch/broker';
import type { LoadSize } from './load.ts';

interface LoadPlan {
  readonly terminals: readonly { readonly terminalId: string; readonly liftIds: readonly string[] }[];
}

/** A credential for each gateway of the load generator. Returns the secrets by terminal id. */
export const issueCredentials = async (file: string, size: LoadSize): Promise<Readonly<Record<string, string>>> => {
  const url = new URL('./load/plan.js', import.meta.resolve('@liftwatch/edge-simulator'));
  const { planLoad } = (await import(url.href)) as {
    planLoad: (size: { connections: number; lifts: number }) => LoadPlan;
  };
  const secrets: Record<string, string> = {};
  for (const { terminalId, liftIds } of planLoad(size).terminals)
    secrets[terminalId] = addTerminalCredential({ file }, { terminalId, lifts: [...liftIds] });
  return secrets;
};
