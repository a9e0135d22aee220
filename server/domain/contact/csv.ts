/** What a spreadsheet would take for a formula when it begins a cell; the apostrophe makes it a text. */
const FORMULA = /^[=+\-@\t\r]/;
const SHIELDED = /^'[=+\-@\t\r]/;

/** One line of comma-separated values, with its end; no cell of it runs as a formula. */
export const csvLine = (cells: readonly (string | number | boolean | null)[]): string =>
  `${cells.map((cell) => quoted(shielded(String(cell ?? "")))).join(",")}\r\n`;

const shielded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
const quoted = (text: string): string => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A record of a file: the line that it begins in, from 1, and its cells without blanks around. */
export type CsvRecord = { line: number; cells: string[] };

/**
 * The records of a file that is separated by commas, semicolons or tabs, whichever its first line has most of; empty ones are left out. Null when a
 * quote is not closed.
 */
export function parseCsv(file: string): CsvRecord[] | null {
  const text = file.replace(/^\uFEFF/, "");
  const separator = separatorOf(text);
  const records: CsvRecord[] = [];
  let record: CsvRecord = { line: 1, cells: [] };
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const cell = readCell(text, at, separator);
    if (!cell) return null;
    record.cells.push(unshielded(cell.text.trim()));
    line += cell.lines;
    at = cell.end;
    if (text[at] === separator) {
      at++;
      if (at === text.length) record.cells.push("");
      continue;
    }
    records.push(record);
    at += text.startsWith("\r\n", at) ? 2 : 1;
    record = { line: ++line, cells: [] };
  }
  if (record.cells.length > 0) records.push(record);
  return records.filter(({ cells }) => cells.some((cell) => cell !== ""));
}

type Cell = { text: string; end: number; lines: number };

function readCell(text: string, from: number, separator: string): Cell | null {
  if (text[from] !== '"') {
    let end = from;
    while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end++;
    return { text: text.slice(from, end), end, lines: 0 };
  }
  let held = "";
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '"') held += text[at];
    else if (text[at + 1] === '"') held += text[at++];
    else return { text: held, end: endOf(text, at + 1, separator), lines: held.split("\n").length - 1 };
  }
  return null;
}

/** Whatever stands between a closing quote and the end of the cell is no part of it. */
function endOf(text: string, from: number, separator: string): number {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}

/** What `csvLine` put before a cell comes off again. */
const unshielded = (cell: string): string => (SHIELDED.test(cell) ? cell.slice(1) : cell);

function separatorOf(text: string): string {
  const [first = ""] = text.split(/\r?\n/, 1);
  const count = (sign: string) => first.split(sign).length - 1;
  return [",", ";", "\t"].toSorted((a, b) => count(b) - count(a))[0] ?? ",";
}
