import type { SpoolSender, SpoolSenderOptions } from '../series/spool-sender.ts';
import { AskedThread, threadFile } from '../thread/thread.ts';
import type { EngineCommit, EngineResume, EngineStore, SpoolBatch } from './port.ts';
import type { SendingEvent, SendingOptions } from './sending.ts';
import type { SqliteEngineStoreOptions } from './sqlite.ts';

/** Who hears what becomes of what is sent. */
export type SendingListeners = Pick<SpoolSenderOptions, 'log' | 'onRefused' | 'onWritten'>;

/** An engine store that can also empty its own spool. */
export interface SendingEngineStore extends EngineStore {
  /**
   * Empties the spool into InfluxDB from the store's own thread: the points pass through no other. Once only. What is
   * written, refused or failing is told here, at most {@link LOOK_MS} later.
   */
  startSending(options: SendingOptions, listeners: SendingListeners): SpoolSender;
}

interface Answered {
  readonly value?: unknown;
  readonly spooled: EngineStore['spooled'];
  readonly sent?: SpoolSender['sent'];
  readonly events?: readonly SendingEvent[];
}

const LOOK_MS = 200;

class ThreadedEngineStore implements SendingEngineStore {
  readonly #thread: AskedThread;
  #isClosed = false;
  #listeners: SendingListeners = {};
  #looking: NodeJS.Timeout | undefined;
  #sent: SpoolSender['sent'] = { writtenPoints: 0, refusedPoints: 0, failuresInARow: 0 };
  spooled: EngineStore['spooled'] = { points: 0, bytes: 0, droppedTelemetryPoints: 0 };

  constructor(options: SqliteEngineStoreOptions) {
    this.#thread = new AskedThread(threadFile('./engine-thread', import.meta.url), { data: options });
  }

  async open(): Promise<this> {
    try {
      await this.#ask('open');
      return this;
    } catch (error) {
      await this.#thread.end();
      throw error;
    }
  }

  resume(partition: number): Promise<EngineResume | undefined> {
    return this.#ask('resume', partition) as Promise<EngineResume | undefined>;
  }

  async commit(commit: EngineCommit): Promise<void> {
    await this.#ask('commit', commit);
  }

  peekSpool(maxPoints: number): Promise<readonly SpoolBatch[]> {
    return this.#ask('peekSpool', maxPoints) as Promise<readonly SpoolBatch[]>;
  }

  async dropSpool(ids: readonly number[]): Promise<void> {
    if (ids.length > 0) await this.#ask('dropSpool', ids);
  }

  startSending(options: SendingOptions, listeners: SendingListeners): SpoolSender {
    this.#listeners = listeners;
    const started = this.#ask('startSending', options);
    // Without a commit nobody else asks; a thread that has died tells whoever commits next.
    const look = (): void => void this.#ask('look').catch(() => clearInterval(this.#looking));
    this.#looking = setInterval(look, LOOK_MS);
    this.#looking.unref();
    const sent = () => this.#sent;
    return {
      get sent() {
        return sent();
      },
      wake: () => void this.#ask('wake').catch(() => undefined),
      close: async () => {
        await started;
        clearInterval(this.#looking);
        await this.#ask('stopSending');
      },
    };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#looking);
    await this.#thread.ask('close', []);
    await this.#thread.end();
  }

  async #ask(method: string, ...args: readonly unknown[]): Promise<unknown> {
    const answered = (await this.#thread.ask(method, args)) as Answered;
    this.spooled = answered.spooled;
    this.#sent = answered.sent ?? this.#sent;
    for (const event of answered.events ?? []) this.#tell(event);
    return answered.value;
  }

  #tell(event: SendingEvent): void {
    const { log, onRefused, onWritten } = this.#listeners;
    if (event.type === 'written') onWritten?.(event.points);
    else if (event.type === 'refused') onRefused?.(event.outcome);
    else log?.[event.level](event.details, event.sentence);
  }
}

/**
 * The embedded engine store on a thread of its own: a checkpoint that moves the journal into the file may take a
 * hundred ms, in which no reading would be judged.
 * @throws {StoreError} LIFT_STORE_LOCKED, LIFT_STORE_VERSION_NEWER
 */
export const openThreadedEngineStore = (options: SqliteEngineStoreOptions): Promise<SendingEngineStore> =>
  new ThreadedEngineStore(options).open();
