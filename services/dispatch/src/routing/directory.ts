import type { ChannelName, Incident, NoticeKind, RecipientRole, UnixMs } from '@liftwatch/schemas';

export interface Recipient {
  readonly recipientId: string;
  /** Whose contact it is, where a person has several; absent: the recipient is the person. */
  readonly personId?: string;
  readonly role: RecipientRole;
  readonly channel: ChannelName;
  readonly address?: string;
  readonly language?: 'zh' | 'en';
}

/** Who it is, by whichever of his contacts: an SMS and a call reach the same person, and either makes him the owner. */
export const personOf = (to: { readonly recipientId: string; readonly personId?: string | undefined }): string =>
  to.personId ?? to.recipientId;

/** Who stands behind a role for an incident; empty = nobody is registered. Synchronous: it is asked inside a decision. */
export interface Directory {
  recipientsOf(role: RecipientRole, incident: Incident, atMs: UnixMs): readonly Recipient[];
}

/** A recipient who was told in an episode of the incident, and by which first message. */
export interface Told extends Recipient {
  readonly episode: number;
  readonly first: { readonly deliveryId: string; readonly createdAtMs: UnixMs };
  /** What followed, oldest first; kept where a message names all that it takes the place of. */
  readonly later?: readonly Told['first'][];
  readonly notices: readonly NoticeKind[];
  /** Since when it was so, as its first message said. */
  readonly onsetAtMs: UnixMs;
}

/** Whether a channel has words for a notice; what it has none for is not sent, and nobody is said to have been told. */
export type Takes = (channel: ChannelName, notice: NoticeKind) => boolean;

/** The firms that an incident concerns: a shared cause can concern several. */
export const firmsOf = (incident: Incident): readonly string[] => {
  const ids = new Set<string>();
  if (incident.lift.firmId !== undefined) ids.add(incident.lift.firmId);
  for (const { firmId } of incident.suppressed) if (firmId !== undefined) ids.add(firmId);
  return [...ids].sort();
};

/** Roles without addresses, as far as findings name them: what replay prints, and what a registry refines. */
export const directoryOfFindings: Directory = {
  recipientsOf(role, incident) {
    if (role === 'platform') return [{ recipientId: 'platform', role, channel: 'cap' }];
    if (role === 'operator') return [{ recipientId: 'operator', role, channel: 'log' }];
    if (role === 'firm')
      return firmsOf(incident).map((id) => ({ recipientId: `firm/${id}`, role, channel: 'webhook' }));
    if (role !== 'manager') return [];
    const siteId = incident.lift.siteId;
    return siteId === undefined ? [] : [{ recipientId: `manager/${siteId}`, role, channel: 'sms' }];
  },
};
