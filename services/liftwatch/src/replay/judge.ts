import { openDispatchPipeline, type Changes, type DispatchTables } from '@liftwatch/dispatch';
import { createPartition, newOutput, step } from '@liftwatch/rule-engine';
import type { Finding } from '@liftwatch/schemas';
import { openSqliteDatabase } from '@liftwatch/stores';
import { decodeLine } from './decode-line.ts';
import type { ReplayLine } from './line.ts';
import { refusalsOf } from './refusals.ts';
import type { NumberedLine } from './with-ticks.ts';

/** One engine partition and one dispatch pipeline over a database in memory: the live code, fed from a file. */
export const openJudge = async (write: (line: string) => void) => {
  const sites = new Map<string, Set<string>>();
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const pipeline = await openDispatchPipeline({
    database,
    topology: { liftsOfSite: (siteId: string) => sites.get(siteId)?.size },
  });
  const partition = createPartition(0);
  let position = 0;

  const print = (kind: string, body: object): void => write(`${JSON.stringify({ kind, ...body })}\n`);
  const printChanges = ({ incidents, deliveries }: Changes): void => {
    for (const { kind, ...incident } of incidents) print('incident', { incidentKind: kind, ...incident });
    for (const delivery of deliveries) print('delivery', delivery);
  };
  const tell = async (finding: Finding): Promise<void> => {
    print('finding', finding);
    printChanges(await pipeline.apply({ position: (position += 1), finding }));
  };
  const noteSite = (line: ReplayLine): void => {
    if (line.type !== 'context') return;
    if (line.context.type === 'lift-removed') for (const lifts of sites.values()) lifts.delete(line.context.liftId);
    if (line.context.type !== 'lift-facts' || line.context.siteId === undefined) return;
    const lifts = sites.get(line.context.siteId) ?? new Set<string>();
    sites.set(line.context.siteId, lifts.add(line.context.liftId));
  };

  return {
    get findings(): number {
      return position;
    },
    /** Takes one line; what it leads to is written before it resolves. */
    async take({ line, lineNumber }: NumberedLine): Promise<void> {
      noteSite(line);
      if (line.type === 'reading')
        for (const refused of refusalsOf(line)) print('refused', { line: lineNumber, ...refused });
      const arrival = decodeLine(line);
      if (arrival) {
        const out = newOutput();
        step(partition, arrival, out);
        for (const finding of out.findings) await tell(finding);
        for (const { liftId, rule, error } of out.failures)
          print('failure', {
            line: lineNumber,
            liftId,
            rule,
            message: error instanceof Error ? error.message : String(error),
          });
      }
      if (line.type === 'tick') printChanges(await pipeline.advanceTo(line.receivedAtMs));
    },
    close: (): Promise<void> => database.destroy(),
  };
};
