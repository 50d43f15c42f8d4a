export * from './days.ts';
export * from './limits.ts';
export * from './places.ts';
export * from './rescues.ts';
export * from './statistics.ts';
