/** SIGKILL, at random and where it hurts most. */
import { setTimeout as sleep } from 'node:timers/promises';
import { channels, type ReceiverChannel } from './format.ts';
import type { Fault, Stage } from './injection.ts';
import type { Part, ProcessName } from './system.ts';

const KILLS_COUNT = 3;
const HOLD_MOST_MS = 60_000;
const CUTS_PER_CHANNEL = 2;
/** dispatch holds a message that may be under way for its send timeout and 5 s more. */
const LEASE_MS = 15_000;
/** What a part needs to catch up once it answers again; what it sends may wait for its lease. */
const recoverMs: Readonly<Record<ProcessName, number>> = {
  liftwatch: LEASE_MS + 10_000,
  dispatch: LEASE_MS + 5_000,
  engine: 10_000,
  broker: 5_000,
  console: 0,
};

const killAndStart = async (stage: Stage, name: ProcessName, letGo?: () => void): Promise<void> => {
  const fromMs = Date.now();
  const sends = name === 'dispatch' || name === 'liftwatch';
  await stage.system.kill(name);
  stage.killed(name, sends);
  letGo?.();
  await stage.system.start(name);
  if (name !== 'console') stage.outage(`${name} killed`, { fromMs, toMs: Date.now(), recoverMs: recoverMs[name] });
  stage.tell(`${name} was killed and answered again after ${((Date.now() - fromMs) / 1_000).toFixed(1)} s`);
};

/** The process of that part killed at random times, started again at once. */
export const killedAtRandom = (part: Part, processes: 1 | 4): Fault => ({
  id: processes === 1 ? 'kill-1' : `kill-${part}-4`,
  what: processes === 1 ? 'the one process killed, 3 times at random' : `${part} of four killed, 3 times at random`,
  processes,
  durationS: part === 'console' ? 15 : 30,
  async inject(stage) {
    const name = stage.system.processOf(part);
    const endMs = Date.now() + stage.durationMs;
    const times = Array.from({ length: KILLS_COUNT }, () => endMs - stage.durationMs * stage.random()).toSorted(
      (a, b) => a - b,
    );
    for (const atMs of times) {
      await sleep(Math.max(0, atMs - Date.now()));
      await killAndStart(stage, name);
    }
  },
});

const cut = async (stage: Stage, channel: ReceiverChannel): Promise<void> => {
  const held = await Promise.race([stage.receivers.holdNext(channel), sleep(HOLD_MOST_MS, undefined, { ref: false })]);
  if (!held) throw new Error(`no alarm came to ${channel} within ${HOLD_MOST_MS} ms to be cut`);
  stage.tell(`${channel} has the alarm of ${held.liftId} and does not answer`);
  await killAndStart(stage, stage.system.processOf('dispatch'), held.letGo);
};

/** The receiver has the message, its answer has not gone out, the sender dies: nobody can know. */
export const killedBetweenSubmitAndAnswer = (processes: 1 | 4): Fault => ({
  id: `cut-${processes}`,
  what: `${processes === 1 ? 'the one process' : 'dispatch of four'} killed between submit and answer, ${CUTS_PER_CHANNEL} times a channel`,
  processes,
  durationS: 40,
  async inject(stage) {
    for (let i = 0; i < CUTS_PER_CHANNEL; i += 1) for (const channel of channels) await cut(stage, channel);
  },
});
