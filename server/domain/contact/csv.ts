/** What a spreadsheet would take for a formula when it begins a cell; the apostrophe makes it a text. */
const FORMULA = /^[=+\-@\t\r]/;
const SHIELDED = /^'[=+\-@\t\r]/;

/** One line of comma-separated values, with its end; no cell of it runs as a formula. */
export const csvLine = (cells: readonly (string | number | boolean | null)[]): string =>
  `${cells.map((cell) => quoted(shielded(String(cell ?? "")))).join(",")}\r\n`;

const shielded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
const quoted = (text: string): string => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A record of a file: the line that it begins in, from 1, and its cells without blanks around. */
export type CsvRecord = { line: number; cells: readonly string[] };

/** What `csvLine` put before a cell comes off again. */
export const unshielded = (cell: string): string => (SHIELDED.test(cell) ? cell.slice(1) : cell);
