export * from './incident.ts';
export * from './cause.ts';
