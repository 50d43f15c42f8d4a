import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createMqttPublisher, liftFactsOf, loadScenario, runScenario } from '@liftwatch/edge-simulator';
import { wornFacts } from '@liftwatch/edge-simulator/months';
import { startSandbox, type Sandbox, type SandboxReceived } from '@liftwatch/infra';
import type { CliConfig } from '../config.ts';
import { CliError } from '../errors.ts';
import { startDemoHistory } from './demo-history.ts';
import { demoRegistry, type DemoRegistry } from './demo-registry.ts';

const SEED = 1;
const IMPORT_TIMEOUT_MS = 10_000;

/** How long a telephone of the sandbox rings: time to press a key by hand. */
const RING_MS = 30_000;

/**
 * The sandbox outside world of the demonstration; tells what it receives, line by line. The first call is taken with key 1, the next two
 * by nobody, so that an incident is seen that goes on to the rescue station; and so on.
 */
export const startDemoSandbox = async (
  config: CliConfig,
  onReceived: (received: SandboxReceived) => void,
): Promise<Sandbox> => {
  const first = config.LIFTWATCH_SANDBOX_PORT;
  const sandbox = await startSandbox({
    host: config.LIFTWATCH_BIND,
    ports: first === 0 ? {} : { firm: first, platform: first + 1, smsc: first + 2, voice: first + 3 },
    firmSecret: `whsec_${randomBytes(32).toString('base64')}`,
    onReceived,
  });
  sandbox.voice.setOutcomes(['accepts', 'no-answer', 'no-answer'], RING_MS);
  return sandbox;
};

/** Hands dispatch the sandbox's secrets, and its voice gateway, the way a real installation does: by files. */
export const writeSandboxSecrets = async (sandbox: Sandbox, secretFile: (name: string) => string): Promise<void> => {
  await writeFile(secretFile('firm-webhook.secret'), `${sandbox.firmSecret}\n`, { mode: 0o600 });
  await writeFile(secretFile('sms.secret'), `${sandbox.smsc.password}\n`, { mode: 0o600 });
  await writeFile(secretFile('voice.secret'), `${sandbox.voiceSecret}\n`, { mode: 0o600 });
  const voice = [{ carrier: 'webhook', url: sandbox.voice.callsUrl, secretFile: secretFile('voice.secret') }];
  await writeFile(secretFile('carriers.yaml'), `${JSON.stringify({ voice })}\n`, { mode: 0o600 });
};

/** Rotas once only: a stand-in whom the user put on duty is still there after the next start. */
const register = async (dispatchUrl: string, tokenFile: string, registry: DemoRegistry): Promise<void> => {
  const authorization = `Bearer ${(await readFile(tokenFile, 'utf8')).trim()}`;
  const ask = (path: string, how: RequestInit): Promise<Response> =>
    fetch(new URL(path, dispatchUrl), { ...how, signal: AbortSignal.timeout(IMPORT_TIMEOUT_MS) });
  const known = await ask('/api/v1/rotas', { headers: { authorization } });
  const { items } = (await known.json()) as { items?: readonly object[] };
  const response = await ask('/api/v1/registry/import', {
    method: 'POST',
    headers: { 'content-type': 'application/yaml', authorization },
    body: JSON.stringify({ ...registry, ...(items?.length ? { rotas: [] } : {}) }),
  });
  if (!response.ok)
    throw new CliError(
      'LIFT_CLI_REFUSED',
      `dispatch refused the registry of the demonstration: ${await response.text()}`,
    );
};

export interface Demo {
  readonly lifts: number;
  close(): Promise<void>;
}

/**
 * Registers the simulated lifts and lets them run: a town in which people are held soon after the start, and some lifts
 * that bring weeks of wear with them.
 */
export const startDemo = async (to: {
  mqttUrl: string;
  dispatchUrl: string;
  tokenFile: string;
  dataDir: string;
  sandbox: Sandbox;
  onTrouble: (error: unknown) => void;
}): Promise<Demo> => {
  const scenario = loadScenario('demo');
  const facts = [...liftFactsOf(scenario, Date.now()), ...wornFacts(Date.now())];
  await register(
    to.dispatchUrl,
    to.tokenFile,
    demoRegistry(
      facts,
      { firmWebhook: to.sandbox.firm.webhookUrl, platformCap: to.sandbox.platform.capUrl },
      Date.now(),
    ),
  );
  const stopping = new AbortController();
  const publisher = createMqttPublisher({ url: to.mqttUrl });
  const running = runScenario(scenario, { seed: SEED, publisher, durationS: Infinity, signal: stopping.signal }).catch(
    to.onTrouble,
  );
  const history = await startDemoHistory(to);
  return {
    lifts: facts.length,
    async close() {
      stopping.abort();
      await history.close();
      await running;
    },
  };
};
