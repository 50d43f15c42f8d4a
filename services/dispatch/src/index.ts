export { openDispatchPipeline, type Changes, type DispatchPipeline } from './open-dispatch-pipeline.ts';
export type { Action } from './incidents/actions/action.ts';
export type { ActOrder } from './pipeline/decide-act.ts';
export { defaultDispatchPolicy, type DispatchPolicy } from './pipeline/policy.ts';
export type { DispatchTables } from './database/tables.ts';
export { DispatchError, dispatchErrorCodes, type DispatchErrorCode } from './errors.ts';
export { startDispatch, type RunningDispatch } from './start-dispatch.ts';
export type { DispatchDeps } from './parts.ts';
export { configSchema, loadConfig, type DispatchConfig } from './config.ts';
