/** The start of a cell that a spreadsheet would run as a formula; an apostrophe makes it a text. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const SHIELDED = /^'[=+\-@\t\r\n＝＋－＠]/;

/** One line of comma-separated values, with its line end. No cell runs as a formula. */
export const csvLine = (cells: readonly (string | number | boolean | null)[]): string =>
  `${cells.map((cell) => quoted(shielded(String(cell ?? "")))).join(",")}\r\n`;

const shielded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
const quoted = (text: string): string => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A record of a file: its first line, from 1, and its trimmed cells. */
export type CsvRecord = { line: number; cells: readonly string[] };

/** Removes the apostrophe that `csvLine` adds. */
export const unshielded = (cell: string): string => (SHIELDED.test(cell) ? cell.slice(1) : cell);
