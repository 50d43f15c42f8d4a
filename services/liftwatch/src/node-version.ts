import { CliError } from './errors.ts';

/** The oldest Node that liftwatch runs on; see docs/adr/0010. */
const OLDEST = { major: 22, minor: 18 } as const;

/**
 * Says so where Node is too old, instead of failing later at whatever that Node lacks.
 *
 * @param version of Node, as in `process.versions.node`
 * @throws {CliError} LIFT_CLI_NODE_TOO_OLD
 */
export const assertNodeVersion = (version: string): void => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return;
  const oldest = `${OLDEST.major}.${OLDEST.minor}`;
  throw new CliError(
    'LIFT_CLI_NODE_TOO_OLD',
    `needs Node ${oldest} or newer, and this is Node ${version}: in the repository, \`npx liftwatch\` and \`npm start\` bring the right one / ` +
      `需要 Node ${oldest} 或更新版本，当前是 ${version}：在仓库目录中用 npx liftwatch 或 npm start 运行，会自带合适的版本`,
  );
};
