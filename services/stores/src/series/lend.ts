import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Asking, type Answer } from '../thread/asking.ts';
import { servePort } from '../thread/serve.ts';
import type { SeriesWriter, WriteOutcome } from './port.ts';

/** A time series on loan to another thread. */
export interface SeriesLoan {
  /** To be handed over to that thread, which writes through {@link borrowSeries}. */
  readonly port: MessagePort;
  /** Takes it back. Idempotent. */
  close(): void;
}

/** Lets another thread write a time series that only this thread may write, as the embedded one. */
export const lendSeries = (series: SeriesWriter): SeriesLoan => {
  const { port1, port2 } = new MessageChannel();
  servePort(port1, { prepare: () => series.prepare(), write: (lines: string | Uint8Array) => series.write(lines) });
  return { port: port2, close: () => port1.close() };
};

/** The time series behind a port of {@link lendSeries}: errors are those of the thread that has it. */
export const borrowSeries = (port: MessagePort): SeriesWriter => {
  const asking = new Asking(port);
  port.on('message', (answer: Answer) => asking.answered(answer));
  return {
    prepare: async () => void (await asking.ask('prepare', [])),
    write: (lines) => asking.ask('write', [lines]) as Promise<WriteOutcome>,
  };
};
