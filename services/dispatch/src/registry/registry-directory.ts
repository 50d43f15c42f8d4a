import type { ChannelName, Incident, RecipientRole, UnixMs } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { Topology } from '../correlation/board.ts';
import type { DispatchTables } from '../database/tables.ts';
import { onDuty, type Rota } from '../escalation/rota.ts';
import { directoryOfFindings, firmsOf, type Directory, type Recipient } from '../routing/directory.ts';

export type DefaultAddresses = Partial<Readonly<Record<RecipientRole, string | undefined>>>;

/** With the district of the station that it belongs to. */
type Contact = DispatchTables['contact'] & { readonly station_district_id: string | null };

/** Whom an incident concerns; the firms are found once, since a network's incident has thousands of lifts. */
const concerning = (incident: Incident): ((contact: Contact) => boolean) => {
  const firms = new Set(firmsOf(incident));
  return (contact) => concerns(contact, incident, firms);
};

const concerns = (contact: Contact, incident: Incident, firms: ReadonlySet<string>): boolean =>
  (contact.firm_id === null || firms.has(contact.firm_id)) &&
  (contact.site_id === null || contact.site_id === incident.lift.siteId) &&
  [contact.district_id, contact.station_district_id].every((id) => id === null || id === incident.lift.districtId);

const recipientOf = (contact: Contact, role: RecipientRole): Recipient => ({
  recipientId: contact.contact_id,
  ...(contact.person_id === null ? {} : { personId: contact.person_id }),
  role,
  channel: contact.channel as ChannelName,
  address: contact.address,
  ...(contact.language === 'en' ? { language: 'en' as const } : {}),
});

/** Whom the registry names; else the configured address of the role; else nobody, and the operator is told instead. */
const withDefaults = (
  role: RecipientRole,
  asked: { readonly incident: Incident; readonly atMs: UnixMs },
  defaults: DefaultAddresses,
): readonly Recipient[] => {
  const named = directoryOfFindings.recipientsOf(role, asked.incident, asked.atMs);
  if (role === 'operator') return named;
  const address = defaults[role];
  if (address === undefined) return [];
  const anyone: Recipient = { recipientId: role, role, channel: role === 'manager' ? 'sms' : 'webhook' };
  return (named.length > 0 ? named : [anyone]).map((recipient) => ({ ...recipient, address }));
};

/**
 * The people of a firm on duty. Without a rota, or where it has a gap, everybody of the firm's crew: a hole in a plan
 * must not swallow a message.
 */
const crewOf = (
  known: { readonly contacts: readonly Contact[]; readonly rotas: readonly Rota[] },
  asked: { readonly incident: Incident; readonly atMs: UnixMs; readonly layer: Rota['layer'] },
): readonly Recipient[] => {
  const { incident, atMs, layer } = asked;
  const firms = new Set(firmsOf(incident));
  const rotas = known.rotas.filter((r) => r.layer === layer && firms.has(r.firmId));
  const duty = new Set(rotas.flatMap((r) => onDuty(r, atMs)));
  const crew = known.contacts.filter((c) => c.role === 'crew').filter(concerning(incident));
  const found = crew.filter((c) => duty.has(c.person_id ?? c.contact_id));
  const everybody = layer === 'crew' && found.length === 0;
  return (everybody ? crew : found).map((c) => recipientOf(c, layer));
};

export interface RegistryView extends Directory, Topology {
  readonly rotas: readonly Rota[];
  /** Whether a person of a firm's rota has a contact at which he is told. */
  isReachable(firmId: string, personId: string): boolean;
  /** Reads the registry again after it changed. */
  refresh(): Promise<void>;
}

const countLifts = async (database: Kysely<DispatchTables>): Promise<Map<string, number>> => {
  const sites = await database
    .selectFrom('lift')
    .select(['site_id', (e) => e.fn.countAll<number>().as('count')])
    .where('site_id', 'is not', null)
    .groupBy('site_id')
    .execute();
  return new Map(sites.map((row) => [String(row.site_id), Number(row.count)]));
};

/** The registry as decisions ask it: in memory, since a decision is synchronous. */
export const openRegistryView = async (
  database: Kysely<DispatchTables>,
  defaults: DefaultAddresses,
): Promise<RegistryView> => {
  let known: { readonly contacts: readonly Contact[]; readonly rotas: readonly Rota[] } = { contacts: [], rotas: [] };
  let liftsBySite = new Map<string, number>();
  const view: RegistryView = {
    get rotas() {
      return known.rotas;
    },
    async refresh() {
      const rows = await database.selectFrom('rota').select('document').orderBy('rota_id').execute();
      known = {
        // Whose address was forgotten is nobody to tell: somebody else must be found, not tried again and again.
        contacts: await database
          .selectFrom('contact')
          .leftJoin('station', 'station.station_id', 'contact.station_id')
          .selectAll('contact')
          .select('station.district_id as station_district_id')
          .where((e) => e.or([e('contact.address', '<>', ''), e('contact.channel', '=', 'log')]))
          .orderBy('contact_id')
          .execute(),
        rotas: rows.map((row) => JSON.parse(row.document) as Rota),
      };
      liftsBySite = await countLifts(database);
    },
    recipientsOf(role, incident, atMs) {
      if (role === 'crew' || role === 'backup') return crewOf(known, { incident, atMs, layer: role });
      const named = known.contacts
        .filter((c) => c.role === role)
        .filter(concerning(incident))
        .map((c) => recipientOf(c, role));
      const found = named.length > 0 ? named : withDefaults(role, { incident, atMs }, defaults);
      if (role !== 'firm') return found;
      // The firm's system and its people on duty; they are called only when a step says so.
      const crew = crewOf(known, { incident, atMs, layer: 'crew' }).filter((to) => to.channel !== 'voice');
      return [...found, ...crew];
    },
    isReachable: (firmId, personId) =>
      known.contacts.some(
        (c) => c.role === 'crew' && c.firm_id === firmId && (c.person_id ?? c.contact_id) === personId,
      ),
    liftsOfSite: (siteId) => liftsBySite.get(siteId),
  };
  await view.refresh();
  return view;
};
