/** What a spreadsheet takes for the beginning of a formula, also in full width, behind marks that say that it is none. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** A text as a cell (RFC 4180): what a spreadsheet would take for a formula begins with an apostrophe, and is text. */
export const cellOfText = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The text behind a cell that {@link cellOfText} wrote, after its quotes are gone; any other cell is as it stands. */
export const textOfCell = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);
