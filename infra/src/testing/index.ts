export { idTokenOf } from './id-token.ts';
export { openCookieBrowser, type CookieBrowser, type Page } from './cookie-browser.ts';
export { startIdentityProvider, type ProviderClients, type TestIdentityProvider } from './identity-provider.ts';
export { startRenewingProvider, type RenewingProvider } from './renewing-provider.ts';
export { describeWithServer, testWithServer } from './with-server.ts';
export { readSkipped, type SkippedSuite } from './skipped.ts';
