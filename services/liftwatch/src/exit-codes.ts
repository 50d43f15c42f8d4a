export { exitCodes, type ExitCode } from '@liftwatch/schemas';
