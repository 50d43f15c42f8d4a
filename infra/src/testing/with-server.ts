import { describe, test } from 'vitest';
import { type ServerName, packagesOf, serverAvailable } from '../servers/catalogue.ts';
import { InfraError } from '../errors.ts';
import { recordSkipped } from './skipped.ts';

const isRequired = (): boolean => process.env['LIFTWATCH_REQUIRE_SERVERS'] === '1';

const missing = (server: ServerName): InfraError =>
  new InfraError('LIFT_INFRA_SERVER_MISSING', `${server} is not here; apt-get install ${packagesOf(server).join(' ')}`);

/** The first of the servers that is not here, after noting the skip; undefined when all are. */
const noteMissing = (needed: readonly ServerName[], suite: string): ServerName | undefined => {
  const absent = needed.filter((name) => !serverAvailable(name));
  if (!isRequired()) for (const name of absent) recordSkipped(name, suite);
  return absent[0];
};

const listOf = (needed: ServerName | readonly ServerName[]): readonly ServerName[] =>
  typeof needed === 'string' ? [needed] : needed;

/**
 * A `describe` whose tests need real servers. Without them the tests are skipped and noted, so that the end of `npm test` names them;
 * with `LIFTWATCH_REQUIRE_SERVERS=1` they fail instead.
 */
export const describeWithServer = (
  needed: ServerName | readonly ServerName[],
  suite: string,
  body: () => void,
): void => {
  const absent = noteMissing(listOf(needed), suite);
  if (absent === undefined) {
    describe(suite, body);
  } else if (isRequired()) {
    describe(suite, () => {
      test(`needs ${absent}`, () => {
        throw missing(absent);
      });
    });
  } else {
    describe.skip(`${suite} (needs ${absent})`, body);
  }
};

/** One test that needs real servers; see {@link describeWithServer}. */
export const testWithServer = (
  needed: ServerName | readonly ServerName[],
  name: string,
  body: () => Promise<void> | void,
): void => {
  const absent = noteMissing(listOf(needed), name);
  if (absent === undefined) {
    test(name, body);
  } else if (isRequired()) {
    test(name, () => {
      throw missing(absent);
    });
  } else {
    test.skip(`${name} (needs ${absent})`, body);
  }
};
