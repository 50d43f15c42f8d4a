import { existsSync, statSync, unwatchFile, watchFile } from 'node:fs';
import { keyFileOf, readCredentials, type CredentialPaths } from './file.ts';
import { isSecret, readKey } from './secret.ts';

/** Whom a credential admits, and for what. Compared by identity of content through `fingerprint`. */
export interface Grant {
  readonly id: string;
  readonly isService: boolean;
  /** Lifts it speaks for; `*`: any. A service speaks for none of its own. */
  readonly lifts: '*' | ReadonlySet<string>;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  readonly readingsPerSecond: number | undefined;
  /** Changes when anything of the credential does. */
  readonly fingerprint: string;
}

interface Held {
  readonly grant: Grant;
  readonly secretHmac: string;
}

/** Nobody's secret: an unknown name costs the same comparison as a known one. */
const NO_SECRET = '0'.repeat(64);

/** The credentials in force. Re-read when the file changes; a wrong file changes nothing and is reported. */
export class CredentialBook {
  #held: ReadonlyMap<string, Held> = new Map();
  #key: Buffer = Buffer.alloc(32);
  readonly #paths: CredentialPaths | undefined;

  constructor(paths: CredentialPaths | undefined) {
    this.#paths = paths;
    this.reload();
  }

  /** @throws {BrokerError} when file or key are wrong; what was in force stays in force */
  reload(): void {
    if (!this.#paths) return;
    const content = readCredentials(this.#paths.file);
    const held = new Map<string, Held>();
    for (const one of content.terminals) {
      const lifts = one.lifts === '*' ? '*' : new Set(one.lifts);
      const { terminalId: id, readingsPerSecond, secretHmac } = one;
      const grant = {
        id,
        isService: false,
        lifts,
        publish: [],
        subscribe: [],
        readingsPerSecond,
        fingerprint: JSON.stringify(one),
      } as const;
      held.set(id, { grant, secretHmac });
    }
    for (const one of content.services) {
      const { serviceId: id, publish, subscribe, secretHmac } = one;
      const rest = { lifts: new Set<string>(), readingsPerSecond: undefined, fingerprint: JSON.stringify(one) };
      held.set(id, { grant: { id, isService: true, publish, subscribe, ...rest }, secretHmac });
    }
    if (held.size > 0 || existsSync(keyFileOf(this.#paths))) this.#key = readKey(keyFileOf(this.#paths));
    this.#held = held;
  }

  /** The grant of a name whose secret is right. */
  verify(name: string, secret: Buffer): Grant | undefined {
    const held = this.#held.get(name);
    return isSecret(this.#key, secret, held?.secretHmac ?? NO_SECRET) ? held?.grant : undefined;
  }

  current(name: string): Grant | undefined {
    return this.#held.get(name)?.grant;
  }

  /** Calls back after each change; `error` when the new content is wrong and the old one stays. Returns stop. */
  watch(onChange: (error: unknown) => void, pollMs = 500): () => void {
    const file = this.#paths?.file;
    if (file === undefined) return () => undefined;
    const listener = () => {
      try {
        this.reload();
        onChange(undefined);
      } catch (error) {
        onChange(error);
      }
    };
    // Polling sees a rename, a bind mount and a network folder alike; events do not.
    watchFile(file, { interval: pollMs, persistent: false }, listener);
    return () => unwatchFile(file, listener);
  }

  /** When the file last changed, ms; 0 when there is none. */
  get changedAtMs(): number {
    return this.#paths && existsSync(this.#paths.file) ? statSync(this.#paths.file).mtimeMs : 0;
  }
}
