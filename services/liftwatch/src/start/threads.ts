import { loadDispatchThread, type DispatchLoading } from '@liftwatch/dispatch/thread';
import { loadEngineThread, type EngineLoading } from '@liftwatch/rule-engine/thread';

/** The threads of engine and dispatch, which load what they run while this one does. */
export interface LoadingThreads {
  readonly engine: EngineLoading;
  readonly dispatch: DispatchLoading;
  /** Ends those that have not been started, if any. */
  end(): Promise<void>;
}

export const loadThreads = (): LoadingThreads => {
  const engine = loadEngineThread();
  const dispatch = loadDispatchThread();
  return { engine, dispatch, end: async () => void (await Promise.all([engine.end(), dispatch.end()])) };
};
