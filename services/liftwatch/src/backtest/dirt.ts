const TOLD_AT_MOST = 20;
const SHOWN_CHARS = 60;

/** A cell as it is shown in a message: with nothing a terminal would act on, and not without end. */
export const shown = (text: string): string =>
  JSON.stringify(text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text);

/** What could not be used, told with its line up to a number, and counted in full. */
export class Dirt {
  readonly #write: (line: string) => void;
  #told = 0;
  dirtyCells = 0;
  missingCells = 0;
  skippedRows = 0;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  cell(at: { line: number; column: string; text: string; remedy: string }): void {
    this.dirtyCells++;
    this.#tell(`line ${at.line}, column ${at.column}: ${shown(at.text)} is not a number, skipped: ${at.remedy}`);
  }

  row(at: { line: number; column: string; text: string; reason: string }): void {
    this.skippedRows++;
    this.#tell(`line ${at.line}, column ${at.column}: ${shown(at.text)} ${at.reason}, row skipped`);
  }

  #tell(what: string): void {
    if (this.#told === TOLD_AT_MOST) this.#write('liftwatch: more of the same is only counted\n');
    if (this.#told++ < TOLD_AT_MOST) this.#write(`liftwatch: ${what}\n`);
  }
}
