/** A rule of the engine as whoever changes its arguments needs to know it. The list is generated from the engine. */
export interface BuiltInRule {
  readonly name: string;
  readonly version: string;
  readonly codes: readonly string[];
  /** About people or safety. */
  readonly safety: boolean;
  readonly args: Readonly<
    Record<
      string,
      {
        readonly default: number;
        readonly unit: string;
        readonly min: number;
        readonly max: number;
        readonly source: string;
      }
    >
  >;
}
