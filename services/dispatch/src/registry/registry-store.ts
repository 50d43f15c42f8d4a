import type { ContextEntry } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import { factsOf, type LiftRow } from './lift-row.ts';
import { queueContext } from '../context/context-outbox.ts';
import type { Rota } from '../escalation/rota.ts';
import type { DispatchTables } from '../database/tables.ts';
import { hashOf } from '../database/hash.ts';
import { codesOfOthers } from './codes-of-others.ts';
import { DispatchError } from '../errors.ts';
import { doubtsOfFile } from './code-doubts.ts';
import { belongedTo, noteMove } from './lift-move.ts';
import { lostReferences } from './references.ts';
import {
  checkRegistryFile,
  importRefused,
  type CheckedFile,
  type RegistryFile,
  type RegistryRow,
} from './registry-file.ts';
import { removableLists, takeOut } from './remove-row.ts';
import { bringLiftBack } from './removed-lift.ts';

type Trx = Transaction<DispatchTables>;
/** When, and who asked for it. */
interface Saving {
  readonly nowMs: number;
  readonly by: string;
}

/** What the rules heard of the lift before; a new address is nothing to them. */
const factsBefore = (document: string | undefined): string | undefined =>
  document === undefined ? undefined : JSON.stringify(factsOf(JSON.parse(document) as LiftRow));

/** Facts go to the log only when they changed; the id names the content, so that an import twice is an import once. */
const saveLift = async (trx: Trx, lift: LiftRow, saving: Saving): Promise<boolean> => {
  const { nowMs } = saving;
  const document = JSON.stringify(lift);
  const before = await trx.selectFrom('lift').select('document').where('lift_id', '=', lift.liftId).executeTakeFirst();
  if (before?.document === document) return false;
  const row = {
    name: lift.name ?? null,
    site_id: lift.siteId ?? null,
    district_id: lift.districtId ?? null,
    firm_id: lift.firmId ?? null,
    document,
  };
  await noteMove(trx, lift.liftId, { from: await belongedTo(trx, lift.liftId), to: row, nowMs });
  await trx
    .insertInto('lift')
    .values({ lift_id: lift.liftId, ...row })
    .onConflict((c) => c.column('lift_id').doUpdateSet(row))
    .execute();
  await bringLiftBack(trx, lift.liftId, saving);
  if (factsBefore(before?.document) === JSON.stringify(factsOf(lift))) return true;
  const entry = {
    ...factsOf(lift),
    type: 'lift-facts',
    id: `facts-${hashOf(`${lift.liftId}|${document}|${nowMs}`)}`,
    at: nowMs,
  } as ContextEntry;
  await queueContext(trx, entry, nowMs);
  return true;
};

/** Puts a rota in the place of the one of its id. */
export const saveRota = async (trx: Trx, rota: Rota): Promise<void> => {
  const row = { firm_id: rota.firmId, layer: rota.layer, document: JSON.stringify(rota) };
  await trx
    .insertInto('rota')
    .values({ rota_id: rota.rotaId, ...row })
    .onConflict((c) => c.column('rota_id').doUpdateSet(row))
    .execute();
};

const saveRow = async (trx: Trx, { kind, row }: RegistryRow, saving: Saving): Promise<boolean> => {
  if (kind === 'lift') return saveLift(trx, row, saving);
  if (kind === 'district')
    await trx
      .insertInto('district')
      .values({ district_id: row.districtId, name: row.name })
      .onConflict((c) => c.column('district_id').doUpdateSet({ name: row.name }))
      .execute();
  if (kind === 'site') {
    const site = { name: row.name, district_id: row.districtId ?? null };
    await trx
      .insertInto('site')
      .values({ site_id: row.siteId, ...site })
      .onConflict((c) => c.column('site_id').doUpdateSet(site))
      .execute();
  }
  if (kind === 'firm') {
    const firm = { name: row.name, document: JSON.stringify(row) };
    await trx
      .insertInto('firm')
      .values({ firm_id: row.firmId, ...firm })
      .onConflict((c) => c.column('firm_id').doUpdateSet(firm))
      .execute();
  }
  if (kind === 'station') {
    const station = { district_id: row.districtId ?? null, document: JSON.stringify(row) };
    await trx
      .insertInto('station')
      .values({ station_id: row.stationId, ...station })
      .onConflict((c) => c.column('station_id').doUpdateSet(station))
      .execute();
  }
  if (kind === 'contact') {
    const contact = {
      role: row.role,
      firm_id: row.firmId ?? null,
      site_id: row.siteId ?? null,
      district_id: row.districtId ?? null,
      channel: row.channel,
      address: row.address,
      person_id: row.personId ?? null,
      station_id: row.stationId ?? null,
      language: row.language ?? null,
    };
    await trx
      .insertInto('contact')
      .values({ contact_id: row.contactId, ...contact })
      .onConflict((c) => c.column('contact_id').doUpdateSet(contact))
      .execute();
  }
  if (kind === 'rota') await saveRota(trx, row);
  return false;
};

/** In an order in which nothing goes before what refers to it. Rows that are not there are no fault: a file imported twice is one import. */
const takeAllOut = async (trx: Trx, { removals }: RegistryFile, saving: Saving) => {
  let count = 0;
  const problems: string[] = [];
  for (const list of removableLists)
    for (const removal of removals.filter((one) => one.list === list))
      try {
        if (await takeOut(trx, removal, saving)) count += 1;
      } catch (error) {
        if (!(error instanceof DispatchError)) throw error;
        problems.push(`${removal.where}: ${error.message}`);
      }
  return { count, problems };
};

export interface Imported {
  readonly rowsCount: number;
  readonly liftsChangedCount: number;
  readonly rowsRemovedCount: number;
  /** What was taken although it looks odd, by where it stands. */
  readonly warnings: readonly string[];
}

const NOBODY: ReadonlySet<string> = new Set();

/** Takes the rows in, as they are, and says what is wrong with the registry that has them. */
const takeIn = async (
  trx: Trx,
  file: RegistryFile,
  how: { readonly saving: Saving; readonly named: ReadonlySet<string> },
) => {
  const { rows } = file;
  const { saving, named } = how;
  let liftsChangedCount = 0;
  for (const row of rows) if (await saveRow(trx, row, saving)) liftsChangedCount += 1;
  const { count, problems } = await takeAllOut(trx, file, saving);
  const lost = await lostReferences(trx, rows, named);
  const taken = await codesOfOthers(trx, rows);
  return { liftsChangedCount, rowsRemovedCount: count, problems: [...problems, ...lost, ...taken] };
};

/**
 * Takes a checked file into the registry, changed lift facts into the context outbox, in one transaction: all of it or nothing.
 * @throws {DispatchError} LIFT_DISPATCH_IMPORT_INVALID where a row refers to a site, firm or station that is not known, has the code
 * of another lift, or is to be taken out while something refers to it
 */
export const saveRegistry = (database: Kysely<DispatchTables>, file: RegistryFile, saving: Saving): Promise<Imported> =>
  database.transaction().execute(async (trx) => {
    const { problems, ...counts } = await takeIn(trx, file, { saving, named: NOBODY });
    if (problems.length > 0) throw importRefused(problems);
    return { rowsCount: file.rows.length, ...counts, warnings: doubtsOfFile(file.rows, saving.nowMs) };
  });

/** Of a problem: the row and the field that it is about. */
const aboutOf = (problem: string): string => problem.split(': ', 2).join(': ');

/** What is wrong with a row in itself comes before what is wrong with it among others, and once. */
const inOrderOfFile = (places: readonly string[], problems: readonly string[]): readonly string[] => {
  const at = new Map(places.map((place, i) => [place, i]));
  const once = problems.filter((one, i) => problems.findIndex((other) => aboutOf(other) === aboutOf(one)) === i);
  const orderOf = (problem: string): number => at.get(problem.split(': ', 1)[0] ?? '') ?? -1;
  return once.toSorted((a, b) => orderOf(a) - orderOf(b));
};

/** Its good rows are taken in as far as to see what else is wrong, and taken back. */
const refusalOf = async (database: Kysely<DispatchTables>, file: CheckedFile, saving: Saving): Promise<Error> => {
  let refused: Error | undefined;
  await database
    .transaction()
    .execute(async (trx) => {
      const { problems } = await takeIn(trx, file, { saving, named: file.named });
      refused = importRefused(inOrderOfFile(file.places, [...file.problems, ...problems]));
      throw refused;
    })
    .catch((error: unknown) => {
      if (error !== refused) throw error;
    });
  return refused ?? importRefused(file.problems);
};

/**
 * Reads a registry file and takes it in. Whoever has several rows to put right is told all of them at once, in the order of the file.
 * @throws {DispatchError} LIFT_DISPATCH_IMPORT_INVALID
 */
export const importRegistry = async (
  database: Kysely<DispatchTables>,
  written: { readonly text: string; readonly format: 'csv' | 'yaml' },
  saving: Saving,
): Promise<Imported> => {
  const file = checkRegistryFile(written.text, written.format);
  if (file.problems.length > 0) throw await refusalOf(database, file, saving);
  return saveRegistry(database, file, saving);
};
