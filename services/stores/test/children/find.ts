// Appends one finding to the log of a file. node find.ts FILE
import { openSqliteFindingLog } from '../../src/index.ts';
import { aFinding } from '../contract/a-finding.ts';

const log = await openSqliteFindingLog({ path: process.argv[2] as string });
await log.append(0, await log.claim(0, 'child'), [aFinding('finding-from-a-child')]);
await log.close();
