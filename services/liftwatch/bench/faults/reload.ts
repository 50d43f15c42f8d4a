import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import type { Fault } from './injection.ts';
import { importRegistry } from './town.ts';

const EVERY_MS = 4_000;

/** A rule set that changes what no injected entrapment depends on. */
export const rulesText = (version: number, overrides = ''): string =>
  [
    `version: v${version}`,
    'author: operator',
    'reason: reload under load',
    'overrides:',
    `  - { rule: over-temperature, args: { motorC: ${100 + (version % 10)} } }`,
    overrides,
  ].join('\n');

/** A policy that changes what no injected entrapment depends on. */
export const policyText = (version: number): string =>
  `correlation: { network: { minLiftsCount: ${5 + (version % 5)}, within: 3 min } }\n`;

export const reload: Fault = {
  id: 'reload',
  what: 'rules, policy and registry (recipients) reloaded every 4 s under load',
  processes: 4,
  durationS: 30,
  async inject(stage) {
    const endMs = Date.now() + stage.durationMs;
    for (let version = 2; Date.now() < endMs; version += 1) {
      await writeFile(join(stage.dir, 'rules.yaml'), rulesText(version));
      await writeFile(join(stage.dir, 'policy.yaml'), policyText(version));
      await importRegistry(stage.system, stage.crowd, stage.receivers);
      await sleep(EVERY_MS);
    }
  },
};

/** The harness must see what is not there, and what is there twice. */
const control = (how: 'swallow' | 'double'): Fault => ({
  id: `control-${how}`,
  what: how === 'swallow' ? 'control: a proxy swallows one webhook' : 'control: a proxy doubles one webhook',
  processes: 4,
  durationS: 5,
  control: how === 'swallow' ? 'miss' : 'duplicate',
  async inject(stage) {
    stage.receivers.sabotageNext(how);
    await sleep(stage.durationMs);
  },
});
export const controls: readonly Fault[] = [control('swallow'), control('double')];
