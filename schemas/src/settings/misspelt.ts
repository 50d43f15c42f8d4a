import { knownSettings } from './known.generated.ts';

const OURS = 'LIFTWATCH_';
/** What our own tests, benchmarks and checks are told with. */
const OF_DEVELOPMENT =
  /^LIFTWATCH_(TEST|BENCH|CI)_|^LIFTWATCH_(REQUIRE_SERVERS|SKIPPED_DIR|RESULTS_DIR|UPDATE_GENERATED)$/;
/** More than so many letters away from every known name it is not one of them that was meant. */
const MOST_LETTERS = 6;

/** Letters to be put in, left out or changed to make one text of the other (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
};

/** Its words are among those of the known name, in that order: one was left out. */
const isPartOf = (name: string, one: string): boolean => {
  const words = name.split('_');
  let found = 0;
  for (const word of one.split('_')) if (word === words[found]) found++;
  return found === words.length;
};

const nearestTo = (name: string, known: readonly string[]): string | undefined => {
  const longer = known.filter((one) => isPartOf(name, one));
  if (longer.length > 0) return longer.reduce((a, b) => (b.length < a.length ? b : a));
  let best: string | undefined;
  let least = MOST_LETTERS + 1;
  for (const one of known) {
    if (Math.abs(one.length - name.length) >= least) continue;
    const letters = distance(name, one);
    if (letters < least) [least, best] = [letters, one];
  }
  return best;
};

/** A variable that begins with our name and that no service reads. */
export interface MisspeltSetting {
  readonly name: string;
  /** The known name that is nearest to it; undefined: none is near. */
  readonly meant: string | undefined;
}

/**
 * Variables of ours that no service of liftwatch reads, by name: most likely misspelt. Those that another service reads are
 * none of them, since services of one machine may share an environment. Pure.
 */
export const misspeltSettings = (
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[] = knownSettings,
): readonly MisspeltSetting[] =>
  Object.keys(env)
    .filter((name) => name.toUpperCase().startsWith(OURS) && env[name] !== undefined)
    .filter((name) => !known.includes(name) && !OF_DEVELOPMENT.test(name))
    .sort()
    .map((name) => ({ name, meant: nearestTo(name.toUpperCase(), known) }));

/** The same in one line for a log or a terminal; undefined: there are none. */
export const misspeltWords = (misspelt: readonly MisspeltSetting[]): string | undefined => {
  if (misspelt.length === 0) return undefined;
  const each = misspelt.map(({ name, meant }) => (meant === undefined ? name : `${name} (did you mean ${meant}?)`));
  return `no service of liftwatch reads ${each.join(', ')}: ignored; see .env.example`;
};
