import type { WriteOutcome } from '../series/port.ts';
import type { InfluxSeriesOptions } from '../series/influx.ts';
import { openInfluxSeries } from '../series/influx.ts';
import { startSpoolSender, type SpoolSender, type SpoolSenderOptions } from '../series/spool-sender.ts';
import type { EngineStore } from './port.ts';

/** What of a sender's work is told in another thread, as plain data. */
export type SendingEvent =
  | { readonly type: 'written'; readonly points: number }
  | { readonly type: 'refused'; readonly outcome: WriteOutcome }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly details: object; readonly sentence: string };

/** The plain part of {@link SpoolSenderOptions}. */
export interface SendingOptions extends Pick<SpoolSenderOptions, 'maxPoints' | 'idleMs' | 'backOffMs'> {
  readonly influx: InfluxSeriesOptions;
}

export interface Sending {
  readonly sender: SpoolSender;
  /** Of what has not been told yet. */
  takeEvents(): readonly SendingEvent[];
  close(): Promise<void>;
}

/** An error is told by its name, code and message: what it is made of does not pass between threads. */
const plainDetails = (details: object): object =>
  Object.fromEntries(
    Object.entries(details).map(([key, value]: [string, unknown]) =>
      value instanceof Error
        ? [key, { type: value.name, message: value.message, ...('code' in value && { code: String(value.code) }) }]
        : [key, value],
    ),
  );

/** Empties a spool into InfluxDB where the spool is, and keeps what there is to tell until it is asked for. */
export const startSending = (store: EngineStore, { influx, ...options }: SendingOptions): Sending => {
  let events: SendingEvent[] = [];
  let writtenPoints = 0;
  const log =
    (level: 'info' | 'warn') =>
    (details: object, sentence: string): void =>
      void events.push({ type: 'log', level, details: plainDetails(details), sentence });
  const series = openInfluxSeries(influx);
  const sender = startSpoolSender({
    ...options,
    store,
    series,
    log: { info: log('info'), warn: log('warn') },
    onWritten: (points) => {
      writtenPoints += points;
    },
    onRefused: (outcome) => void events.push({ type: 'refused', outcome }),
  });
  return {
    sender,
    takeEvents() {
      const told = events;
      if (writtenPoints > 0) told.push({ type: 'written', points: writtenPoints });
      events = [];
      writtenPoints = 0;
      return told;
    },
    async close() {
      await sender.close();
      await series.close();
    },
  };
};
