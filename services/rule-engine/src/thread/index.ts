/** What a process needs that runs the rule engine in a thread beside it: the thread loads the rest. */
export { loadConfig, type EngineConfig } from '../config.ts';
export { openSeries } from '../open-series.ts';
export { loadEngineThread, type EngineLoading } from './start-in-thread.ts';
