export { describeWithServer, testWithServer } from './with-server.ts';
export { readSkipped, type SkippedSuite } from './skipped.ts';
