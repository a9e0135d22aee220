import { CsvError, parse } from "csv-parse/sync";

/** A record of a file: its first line, from 1, and its trimmed cells. */
type CsvRecord = { line: number; cells: string[] };

/**
 * The records of a file separated by commas, semicolons or tabs, whichever its first line has most of. Empty ones are
 * left out. Null if a quote is not closed, or is closed before its cell ends.
 */
export function parseCsv(file: string): CsvRecord[] | null {
  const text = file.replace(/^\uFEFF/, "");
  const records: CsvRecord[] = [];
  const onRecord = (cells: string[], { lines }: { lines: number }) => {
    const line = lines - cells.reduce((sum, cell) => sum + countLineBreaks(cell), 0);
    const record = { line, cells: cells.map((cell) => cell.trim()) };
    if (record.cells.some((cell) => cell !== "")) records.push(record);
    return null;
  };
  try {
    parse(text, {
      delimiter: separatorOf(text),
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      on_record: onRecord,
    });
    return records;
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}

const countLineBreaks = (cell: string): number => cell.split(/\r\n|\r|\n/).length - 1;

function separatorOf(text: string): string {
  const [first = ""] = text.split(/\r?\n/, 1);
  const count = (sign: string) => first.split(sign).length - 1;
  return [",", ";", "\t"].toSorted((a, b) => count(b) - count(a))[0] ?? ",";
}
