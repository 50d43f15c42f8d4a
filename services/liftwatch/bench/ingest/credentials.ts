import { addTerminalCredential } from '@liftwatch/broker';

export interface LoadPlan {
  readonly terminals: readonly { readonly terminalId: string; readonly liftIds: readonly string[] }[];
}

/** The gateways of the load generator and their lifts, by the names that it uses itself. */
export const planOf = async (size: {
  readonly connections: number;
  readonly lifts: number;
  readonly prefix?: string;
}): Promise<LoadPlan> => {
  const url = new URL('./load/plan.js', import.meta.resolve('@liftwatch/edge-simulator'));
  const { planLoad } = (await import(url.href)) as { planLoad: (of: typeof size) => LoadPlan };
  return planLoad(size);
};

/** A credential for each gateway of the load generator. Returns the secrets by terminal id. */
export const issueCredentials = async (
  file: string,
  size: Parameters<typeof planOf>[0],
  keyFile?: string,
): Promise<Readonly<Record<string, string>>> => {
  const secrets: Record<string, string> = {};
  const paths = { file, ...(keyFile !== undefined && { keyFile }) };
  for (const { terminalId, liftIds } of (await planOf(size)).terminals)
    secrets[terminalId] = addTerminalCredential(paths, { terminalId, lifts: [...liftIds] });
  return secrets;
};
