import { parentPort } from 'node:worker_threads';
import { StoreError } from '../errors.ts';
import type { Answer, Question } from './thread.ts';

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

const plain = (error: unknown): Extract<Answer, { error: unknown }>['error'] => {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof StoreError ? { message, code: error.code, recoverable: error.recoverable } : { message };
};

/** Answers a thread's questions with these methods, one after the other. */
export const serveThread = (methods: Methods): void => {
  const port = parentPort;
  if (!port) throw new RangeError('this file is the beginning of a thread: it is not run by itself');
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
