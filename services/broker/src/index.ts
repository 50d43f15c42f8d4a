export { startBroker, type BrokerDeps, type BrokerHandle, type BrokerStats } from './start.ts';
export { configSchema, loadConfig, type BrokerConfig } from './config.ts';
export { BrokerError, brokerErrorCodes, type BrokerErrorCode } from './errors.ts';
export {
  addServiceCredential,
  addTerminalCredential,
  listCredentials,
  revokeCredential,
  type CredentialListing,
  type CredentialPaths,
} from './credentials/file.ts';
export type { ServiceCredential, TerminalCredential } from './credentials/credential.ts';
export {
  listDeadLetters,
  redriveDeadLetters,
  type DeadLetter,
  type DeadLetterFilter,
  type RedriveOutcome,
} from './dead-letters/dead-letters.ts';
export { brokerTokenFile } from './dead-letters/token.ts';
export { redriveThroughBroker } from './dead-letters/redrive-client.ts';
