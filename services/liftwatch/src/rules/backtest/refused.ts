import { CliError } from '../../errors.ts';
import { refusalsOf } from '../../replay/refusals.ts';
import type { NumberedLine } from '../../replay/with-ticks.ts';

const TOLD_AT_MOST = 20;

/** Readings of a file that the broker would refuse: told with their line up to a number, and counted in full. */
export class Refused {
  readonly #write: (text: string) => void;
  #first = '';
  #takenCount = 0;
  count = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  note({ line, lineNumber }: NumberedLine): void {
    if (line.type !== 'reading') return;
    const refused = refusalsOf(line);
    if (refused.length === 0) this.#takenCount++;
    for (const { refusal } of refused) {
      const where = refusal.field === '' ? '' : `${refusal.field}: `;
      const text = `line ${lineNumber}: ${where}${refusal.message} [${refusal.code}]`;
      this.#first ||= text;
      if (this.count === TOLD_AT_MOST) this.#write('liftwatch: more of the same is only counted\n');
      if (this.count++ < TOLD_AT_MOST) this.#write(`liftwatch: ${text}, reading not judged\n`);
    }
  }

  /** @throws CliError LIFT_CLI_BAD_INPUT: nothing of the file could be judged. */
  check(source: string): void {
    if (this.count > 0 && this.#takenCount === 0)
      throw new CliError(
        'LIFT_CLI_BAD_INPUT',
        `${source}: none of its ${this.count} readings can be used, and what is told of the first holds for all that look like it: ${this.#first}`,
      );
  }
}
