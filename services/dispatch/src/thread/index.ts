/** What a process needs that runs dispatch in a thread beside it: the thread loads the rest. */
export { loadConfig } from '../config.ts';
export { loadDispatchThread, type DispatchLoading } from './start-in-thread.ts';
