import type { ChannelName, Incident, RecipientRole } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { Topology } from '../correlation/board.ts';
import type { DispatchTables } from '../database/tables.ts';
import { directoryOfFindings, firmsOf, type Directory, type Recipient } from '../routing/directory.ts';

export type DefaultAddresses = Partial<Readonly<Record<RecipientRole, string | undefined>>>;

interface Contact {
  readonly contact_id: string;
  readonly role: string;
  readonly firm_id: string | null;
  readonly site_id: string | null;
  readonly district_id: string | null;
  readonly channel: string;
  readonly address: string;
}

const concerns = (contact: Contact, incident: Incident): boolean =>
  (contact.firm_id === null || firmsOf(incident).includes(contact.firm_id)) &&
  (contact.site_id === null || contact.site_id === incident.lift.siteId) &&
  (contact.district_id === null || contact.district_id === incident.lift.districtId);

const recipientOf = (contact: Contact, role: RecipientRole): Recipient => ({
  recipientId: contact.contact_id,
  role,
  channel: contact.channel as ChannelName,
  address: contact.address,
});

/** Whom the registry names; else the configured address of the role; else nobody, and the operator is told instead. */
const withDefaults = (role: RecipientRole, incident: Incident, defaults: DefaultAddresses): readonly Recipient[] => {
  if (role === 'operator') return directoryOfFindings.recipientsOf(role, incident);
  const address = defaults[role];
  if (address === undefined) return [];
  const named = directoryOfFindings.recipientsOf(role, incident);
  const anyone: Recipient = { recipientId: role, role, channel: role === 'manager' ? 'sms' : 'webhook' };
  return (named.length > 0 ? named : [anyone]).map((recipient) => ({ ...recipient, address }));
};

export interface RegistryView extends Directory, Topology {
  /** Reads the registry again after it changed. */
  refresh(): Promise<void>;
}

/** The registry as decisions ask it: in memory, since a decision is synchronous. */
export const openRegistryView = async (
  database: Kysely<DispatchTables>,
  defaults: DefaultAddresses,
): Promise<RegistryView> => {
  let contacts: readonly Contact[] = [];
  let liftsBySite = new Map<string, number>();
  const view: RegistryView = {
    async refresh() {
      contacts = await database.selectFrom('contact').selectAll().orderBy('contact_id').execute();
      const sites = await database
        .selectFrom('lift')
        .select(['site_id', (e) => e.fn.countAll<number>().as('count')])
        .where('site_id', 'is not', null)
        .groupBy('site_id')
        .execute();
      liftsBySite = new Map(sites.map((row) => [String(row.site_id), Number(row.count)]));
    },
    recipientsOf(role, incident) {
      const found = contacts.filter((c) => c.role === role && concerns(c, incident)).map((c) => recipientOf(c, role));
      return found.length > 0 ? found : withDefaults(role, incident, defaults);
    },
    liftsOfSite: (siteId) => liftsBySite.get(siteId),
  };
  await view.refresh();
  return view;
};
