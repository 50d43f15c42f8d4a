import { parentPort, type MessagePort } from 'node:worker_threads';
import { StoreError } from '../errors.ts';
import type { Answer, PlainError, Question } from './asking.ts';

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

const codeOf = (error: Error): string | undefined => {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && code.startsWith('LIFT_') ? code : undefined;
};

const plain = (error: unknown): PlainError => {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message } = error;
  const code = codeOf(error);
  if (code === undefined) return { message };
  return error instanceof StoreError ? { message, code, recoverable: error.recoverable } : { message, code };
};

/** Answers the questions that come through a port with these methods, one after the other. */
export const servePort = (port: MessagePort, methods: Methods): void => {
  let before: Promise<void> = Promise.resolve();
  const answer = async ({ id, method, args }: Question): Promise<void> => {
    try {
      const value = await methods[method]?.(...(args as never[]));
      port.postMessage({ id, value } satisfies Answer);
    } catch (error) {
      port.postMessage({ id, error: plain(error) } satisfies Answer);
    }
  };
  port.on('message', (question: Question) => {
    before = before.then(() => answer(question));
  });
};

/** Answers the questions of whoever started this thread. */
export const serveThread = (methods: Methods): void => {
  if (!parentPort) throw new RangeError('this file is the beginning of a thread: it is not run by itself');
  servePort(parentPort, methods);
};
