import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

const LISTEN_STATE = '0A';

/** Socket inodes in state LISTEN on that port, from the kernel's own table (proc(5), /proc/net/tcp). */
const listeningInodes = (port: number): Set<string> => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (local?.endsWith(suffix) && state === LISTEN_STATE && inode) inodes.add(inode);
    }
  }
  return inodes;
};

const linkTarget = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // the descriptor was closed between the listing and the look
  }
};

const descriptorsOf = (pid: number): readonly string[] => {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    return []; // the process has ended
  }
};

/** True when that process, and no other program by mistake, listens on that TCP port. Linux only. */
export const ownsListener = (pid: number, port: number): boolean => {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return false;
  return descriptorsOf(pid).some((fd) => {
    const inode = /^socket:\[(\d+)\]$/.exec(linkTarget(`/proc/${pid}/fd/${fd}`))?.[1];
    return inode !== undefined && inodes.has(inode);
  });
};
