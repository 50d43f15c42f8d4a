import type { Bilingual, NoticeKind, RecipientRole } from '@liftwatch/schemas';

/** Whom a step of escalation tells, and what of it the messages say. */
export interface Call {
  readonly tell: readonly { readonly role: RecipientRole; readonly by?: 'call' | 'message'; readonly ifAny?: true }[];
  readonly notice: Extract<NoticeKind, 'reminder' | 'escalated' | 'overdue'>;
  /** Level of the rescue network that it calls. */
  readonly calls?: 2 | 3;
  /** Stable code of the step. */
  readonly reason: string;
  /** What people call it. */
  readonly name: Bilingual;
  readonly note: Bilingual;
  /** What they say instead, where nobody stands behind the level that it calls. */
  readonly noteOfNobody: Bilingual;
}
