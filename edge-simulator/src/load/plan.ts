/** Who publishes in a load run: gateways, each with its share of the lifts. Lift `i` belongs to connection `i % connections`. */
export interface LoadPlan {
  readonly terminals: readonly { readonly terminalId: string; readonly liftIds: readonly string[] }[];
}

export const loadLiftId = (lift: number): string => `load-${String(lift).padStart(5, '0')}`;
export const loadTerminalId = (connection: number): string => `load-gateway-${String(connection).padStart(4, '0')}`;

/** For issuing credentials before the run. Deterministic: the generator derives the same names. */
export const planLoad = (size: { connections: number; lifts: number }): LoadPlan => ({
  terminals: Array.from({ length: size.connections }, (_, connection) => ({
    terminalId: loadTerminalId(connection),
    liftIds: Array.from({ length: Math.ceil((size.lifts - connection) / size.connections) }, (_unused, i) =>
      loadLiftId(connection + i * size.connections),
    ),
  })),
});
