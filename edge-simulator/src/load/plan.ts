/** Who publishes in a load run: gateways, each with its share of the lifts. Lift `i` belongs to connection `i % connections`. */
export interface LoadPlan {
  readonly terminals: readonly { readonly terminalId: string; readonly liftIds: readonly string[] }[];
}

/** Names begin with `prefix`, so that several runs can share one broker. */
export const loadLiftId = (lift: number, prefix = 'load'): string => `${prefix}-${String(lift).padStart(5, '0')}`;
export const loadTerminalId = (connection: number, prefix = 'load'): string =>
  `${prefix}-gateway-${String(connection).padStart(4, '0')}`;

/** For issuing credentials before the run. Deterministic: the generator derives the same names. */
export const planLoad = (size: { connections: number; lifts: number; prefix?: string }): LoadPlan => ({
  terminals: Array.from({ length: size.connections }, (_, connection) => ({
    terminalId: loadTerminalId(connection, size.prefix),
    liftIds: Array.from({ length: Math.ceil((size.lifts - connection) / size.connections) }, (_unused, i) =>
      loadLiftId(connection + i * size.connections, size.prefix),
    ),
  })),
});
