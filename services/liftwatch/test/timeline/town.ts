import { openDispatchPipeline, rescuePolicy, type DispatchTables } from '@liftwatch/dispatch';
import type { RecipientRole } from '@liftwatch/schemas';
import { openSqliteDatabase } from '@liftwatch/stores';

/** Who stands behind each role in the town of the scenarios. */
const people: Readonly<
  Record<RecipientRole, readonly (readonly [id: string, channel: 'webhook' | 'cap' | 'sms' | 'voice' | 'log'])[]>
> = {
  firm: [
    ['firm', 'webhook'],
    ['crew', 'sms'],
  ],
  crew: [['crew-call', 'voice']],
  backup: [['backup', 'sms']],
  station: [['station', 'sms']],
  rescue: [['fire', 'webhook']],
  platform: [['platform', 'cap']],
  manager: [['manager', 'sms']],
  operator: [['operator', 'log']],
};

const levelRole = (role: RecipientRole, id: string): RecipientRole => (id === 'crew' ? 'crew' : role);

/** Dispatch as it runs live: clocks, levels, messages that wait; over a database in memory. */
export const openTown = async (liftsOfSite: (siteId: string) => number | undefined) => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const pipeline = await openDispatchPipeline({
    database,
    policy: rescuePolicy,
    topology: { liftsOfSite },
    directory: {
      recipientsOf: (role) =>
        people[role].map(([recipientId, channel]) => ({ recipientId, role: levelRole(role, recipientId), channel })),
    },
  });
  return { database, pipeline };
};
