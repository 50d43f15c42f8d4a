export * from './readings/index.ts';
export * from './readings/decode.ts';
export * from './context/index.ts';
export * from './topics.ts';
export * from './severity.ts';
export * from './finding/finding.ts';
export * from './catalogue/index.ts';
export * from './dialects/index.ts';
