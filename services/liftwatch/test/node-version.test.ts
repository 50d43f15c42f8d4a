import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { assertNodeVersion } from '../src/node-version.ts';

test.each(['22.18.0', '22.20.1', '24.21.0', '26.0.0'])('Node %s is new enough', (version) =>
  expect(() => assertNodeVersion(version)).not.toThrow(),
);

test.each(['18.20.4', '20.20.2', '22.17.9'])('Node %s is too old, said in both languages with the remedy', (version) =>
  expect(() => assertNodeVersion(version)).toThrow(
    expect.objectContaining({
      code: 'LIFT_CLI_NODE_TOO_OLD',
      message: expect.stringMatching(/npx liftwatch.*需要 Node/),
    }),
  ),
);

/** What a program does under a Node that says of itself that it is 20. */
const underNode20 = (file: string): Promise<{ code: unknown; err: string }> => {
  const disguise = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})`;
  const program = fileURLToPath(new URL(file, import.meta.url));
  return new Promise((resolve) =>
    execFile(process.execPath, ['--import', disguise, program, '--help'], { timeout: 30_000 }, (error, _out, err) =>
      resolve({ code: error?.code ?? 0, err }),
    ),
  );
};

test.each(['../bin/liftwatch.js', '../dist/main.js'])('%s ends with 69 under Node 20, and says why', async (file) => {
  const { code, err } = await underNode20(file);
  expect([code, err]).toEqual([
    69,
    expect.stringMatching(/^liftwatch: needs Node 22\.18.*\[LIFT_CLI_NODE_TOO_OLD\]\n$/),
  ]);
});
