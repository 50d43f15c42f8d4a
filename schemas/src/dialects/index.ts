/** What a raw code means. `implies`: the signals that the code states where the terminal reports none. */
export interface DialectMeaning {
  /** Canonical catalogue code. */
  readonly code: string;
  /** The raw code says that the fault of `code` has ended, rather than begun. */
  readonly clears?: boolean;
}

/** Names of the code tables that are known. */
export const dialectNames: readonly string[] = [];

/** Looks a raw code up in one named table; undefined when the table or the code is not known. Never guesses. */
export const meaningOf = (_dialect: string, _rawCode: string): DialectMeaning | undefined => undefined;
