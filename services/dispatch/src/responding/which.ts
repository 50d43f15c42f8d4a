/** An open incident that a number was told of, and the letter by which it answers. */
export interface Candidate {
  readonly incidentId: string;
  readonly recipientId: string;
  readonly personId?: string;
  readonly deliveryId: string;
  /** Empty: the first that was open, answered by the digit alone. */
  readonly slot: string;
  readonly place: string;
  /** Of its recipient; absent: Chinese. */
  readonly language?: 'zh' | 'en';
  /** It has ended, and nobody has closed it yet. */
  readonly isOver: boolean;
}

export type Which =
  | { readonly is: 'one'; readonly candidate: Candidate }
  | { readonly is: 'none' }
  | { readonly is: 'several'; readonly candidates: readonly Candidate[] };

/**
 * The incident that a reply means: that of its letter; without a letter the one that was told without; when that one is
 * over, the only one left. Otherwise it is asked, not guessed: also where it names what has ended while something else goes
 * on, since the reply may be a late one or meant for the other. The same reply means the same incident as long as it is open, so
 * that one that arrives twice does nothing twice. Pure.
 */
export const whichIncident = (candidates: readonly Candidate[], slot: string | undefined): Which => {
  const named = candidates.find((c) => c.slot === (slot ?? ''));
  const live = candidates.filter((c) => !c.isOver);
  if (named?.isOver && live.length > 0) return { is: 'several', candidates: live };
  if (named) return { is: 'one', candidate: named };
  if (candidates.length === 0) return { is: 'none' };
  const [only, ...others] = candidates;
  if (slot === undefined && only && others.length === 0) return { is: 'one', candidate: only };
  return { is: 'several', candidates };
};
