import { readFile } from 'node:fs/promises';
import { unwatchFile, watchFile } from 'node:fs';
import { readRuleSet } from './read.ts';
import type { RuleSets } from './rule-sets.ts';

const LOOK_EVERY_MS = 2_000;

export interface RulesFile {
  /** Resolves when what the file says now has been taken, or refused. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Follows a rule set in a file: a version that was not published before is published and becomes the active one, in the
 * name of the file's author. A version that is known changes nothing, so that a rollback outlives a restart. What is
 * wrong is told and changes nothing either.
 */
export const followRulesFile = (options: {
  readonly path: string;
  readonly ruleSets: RuleSets;
  readonly onTaken: (version: string, liftsToldCount: number) => void;
  readonly onRefused: (error: unknown) => void;
}): RulesFile => {
  const { path, ruleSets } = options;
  let tail: Promise<void> = Promise.resolve();

  const take = async (): Promise<void> => {
    const content = await readFile(path, 'utf8');
    const { version, author, reason } = readRuleSet(content);
    const { known } = await ruleSets.publish(content);
    if (known) return;
    const { liftsToldCount } = await ruleSets.activate(version, { by: author, reason });
    options.onTaken(version, liftsToldCount);
  };
  const look = (): void => {
    tail = tail.then(take).catch(options.onRefused);
  };
  look();
  watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, look);
  return {
    idle: () => tail,
    async close() {
      unwatchFile(path, look);
      await tail;
    },
  };
};
