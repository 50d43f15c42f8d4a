import { EngineError } from '../errors.ts';

/**
 * A log that ends before what was judged of it is an older one, put back beside a newer store: what comes into it now has positions that count
 * as judged, and would never be looked at. Positions count from 1; 0 is before the first.
 * @throws {EngineError} LIFT_ENGINE_LOG_OLDER
 */
export const refuseOlderLog = (partition: number, judgedPosition: number, headPosition: number): void => {
  if (judgedPosition <= headPosition) return;
  throw new EngineError(
    'LIFT_ENGINE_LOG_OLDER',
    `partition ${partition} was judged up to ${judgedPosition}, and its log ends at ${headPosition}: put back the log of that time, or stop, remove the engine's store (spool.db) and start again, which judges the log from its beginning`,
  );
};
