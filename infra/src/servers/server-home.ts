import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Ends what is left behind when the process that started it dies in any way, SIGKILL included: the pipe on its stdin then closes.
 * Pids arrive as "+pid" and leave as "-pid", so that a pid which the kernel has given to somebody else is never signalled.
 */
const GUARDIAN = `
pids=" "
while read -r word; do
  case "$word" in
    +*) pids="$pids\${word#+} " ;;
    -*) gone="\${word#-}"; kept=" "; for p in $pids; do [ "$p" = "$gone" ] || kept="$kept$p "; done; pids="$kept" ;;
  esac
done
for p in $pids; do kill -9 "$p" 2>/dev/null; done
rm -rf -- "$1"
`;

/** A temporary folder for one server, and the watch over the processes that live in it. */
export interface ServerHome {
  readonly dir: string;
  /** Puts a child under the watch: it does not outlive this process. */
  watch(child: ChildProcess): void;
  /** Removes the folder. Every child must have been stopped before. */
  remove(): void;
}

/** Makes a temporary folder `liftwatch-<name>-XXXXXX`, which is removed even if this process is killed. */
export const createServerHome = (name: string): ServerHome => {
  const dir = mkdtempSync(join(tmpdir(), `liftwatch-${name}-`));
  // Its own session: Ctrl-C in the terminal ends the tests first, and the guardian then tidies up after them.
  const guardian = spawn('/bin/sh', ['-c', GUARDIAN, 'guardian', dir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guardian.stdin.on('error', () => undefined); // it has been told everything it can be told
  guardian.unref();
  (guardian.stdin as unknown as { unref?: () => void }).unref?.();
  return {
    dir,
    watch(child) {
      const { pid } = child;
      if (pid === undefined) return;
      guardian.stdin.write(`+${pid}\n`);
      child.once('exit', () => guardian.stdin.write(`-${pid}\n`));
    },
    remove() {
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
      guardian.stdin.end();
    },
  };
};
