export * from './component.ts';
export * from './causes.ts';
export * from './warning.ts';
