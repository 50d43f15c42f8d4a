/**
 * `npm run build`: each package into its `dist`, and the operators' page where something it is made from has changed. What the
 * compilers say goes to stderr, with a line of progress for a person who waits: `npm start` keeps stdout for the program itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openProgress } from './progress.ts';

const STDERR = 2;
const INTERRUPTED = 130;

const steps = [
  { what: 'building the services / 正在编译服务', command: 'tsc', args: ['-b'] },
  { what: 'building the page / 正在编译页面', command: 'node', args: ['services/console/build-page.ts'] },
] as const;

const run = async ({ command, args }: (typeof steps)[number]): Promise<number> => {
  const child = spawn(command, args, { stdio: ['ignore', STDERR, STDERR] });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? INTERRUPTED;
};

const progress = openProgress(process.stderr);
try {
  for (const step of steps) {
    progress.step(step.what);
    process.exitCode = await run(step);
    if (process.exitCode !== 0) break;
  }
  if (process.exitCode === 0) progress.done('built / 已编译');
} finally {
  progress.stop();
}
