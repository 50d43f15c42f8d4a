/** A head as it leaves the house. */
export interface SignedHead {
  /** Compact JWS (RFC 7515). */
  readonly jws: string;
  readonly seq: number;
  readonly hash: string;
  readonly atMs: number;
  /** The key that checks it, PEM. */
  readonly publicKey: string;
}

/** One way out of the house. `send` rejects when the head did not arrive; the same head again is harmless. */
export interface HeadWay {
  readonly name: 'http' | 'folder' | 'email';
  send(head: SignedHead): Promise<void>;
}

/** `2026-11-27T08-00-00Z`: when the head was made, fit for a file's name on any system. */
export const stampOf = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
