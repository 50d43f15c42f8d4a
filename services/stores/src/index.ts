export * from './errors.ts';
export * from './log/record.ts';
export * from './log/port.ts';
export { partitionOf } from './log/partition.ts';
export * from './findings/port.ts';
export * from './engine/port.ts';
export * from './series/port.ts';
