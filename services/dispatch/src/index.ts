export {
  openDispatchPipeline,
  type Changes,
  type CloseOrder,
  type DispatchPipeline,
} from './open-dispatch-pipeline.ts';
export { defaultDispatchPolicy, type DispatchPolicy } from './pipeline/policy.ts';
export type { DispatchTables } from './database/tables.ts';
export { DispatchError, dispatchErrorCodes, type DispatchErrorCode } from './errors.ts';
export { startDispatch, type DispatchDeps, type RunningDispatch } from './start-dispatch.ts';
export { configSchema, loadConfig, type DispatchConfig } from './config.ts';
