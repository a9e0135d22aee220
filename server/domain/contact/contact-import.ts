import { keepsDigits } from "@/server/domain/organising/attribute-definition";

/**
 * Where a spreadsheet would begin a formula; an apostrophe there makes it a text. Also within a cell: one whose language separates
 * by semicolons sees no quote in the middle of its own cells, and begins new ones there.
 */
const FORMULA = /^(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])(?=[=+\-@＝＋－＠])/g;
const SHIELDS = /^'(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])'(?=[=+\-@＝＋－＠])/g;

/** One line of comma-separated values, with its line end. No cell runs as a formula. */
export const csvLine = (cells: readonly (string | number | boolean | null)[]): string =>
  `${cells.map((cell) => quoted(shielded(String(cell ?? "")))).join(",")}\r\n`;

const shielded = (text: string): string => text.replace(FORMULA, "'");
const quoted = (text: string): string => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A record of a file: its first line, from 1, and its trimmed cells. */
type CsvRecord = { line: number; cells: readonly string[] };

/** Removes the apostrophes that `csvLine` adds. */
export const unshielded = (cell: string): string => cell.replace(SHIELDS, "");

/** The most contacts in one file. */
export const IMPORT_ROWS_MAX = 2_000;
const COLUMNS_MAX = 60;

type ImportFault = "file_broken" | "no_columns" | "too_many_rows" | "too_many_columns";
export type ImportRowFault =
  | "name_missing"
  | "too_long"
  | "email_invalid"
  | "phone_invalid"
  | "matches_several"
  | "too_many_attributes"
  | "attribute_invalid"
  | "twice_in_file";

export type ImportFields = {
  name: string | null;
  email: string | null;
  phone: string | null;
  identifier: string | null;
  /** The name of a company. */
  company: string | null;
  attributes: Record<string, string | number | boolean>;
};
/** A contact of the file; with a fault it is left out. */
export type ImportRow = { line: number; fields: ImportFields; fault: ImportRowFault | null };
export type ImportFile = {
  rows: ImportRow[];
  /** Columns that become custom attributes, and ignored columns. */
  attributes: string[];
  ignored: string[];
};

/** A map, because the columns' names are untrusted. */
const FIELDS: ReadonlyMap<string, keyof Omit<ImportFields, "attributes">> = new Map([
  ["name", "name"],
  ["full name", "name"],
  ["姓名", "name"],
  ["email", "email"],
  ["e-mail", "email"],
  ["email address", "email"],
  ["邮箱", "email"],
  ["phone", "phone"],
  ["phone number", "phone"],
  ["电话", "phone"],
  ["company", "company"],
  ["公司", "company"],
  ["identifier", "identifier"],
  ["标识", "identifier"],
]);
/** Columns of an export that an import cannot set. */
const IGNORED = new Set(["id", "blocked", "created at", "attributes"]);

/**
 * The contacts of a file, each with its own fault, or the fault of the file. `records`: the file's records, or null if
 * they cannot be parsed.
 */
export function readContactFile(records: readonly CsvRecord[] | null): ImportFile | { fault: ImportFault } {
  if (!records) return { fault: "file_broken" };
  const [head, ...body] = records;
  const columns = (head?.cells ?? [])
    .map(unshielded)
    .map((cell) => ({ name: cell, field: FIELDS.get(cell.toLowerCase()) }));
  if (!columns.some(({ field }) => field !== undefined)) return { fault: "no_columns" };
  if (columns.length > COLUMNS_MAX) return { fault: "too_many_columns" };
  if (body.length > IMPORT_ROWS_MAX) return { fault: "too_many_rows" };
  const isIgnored = (name: string) => name === "" || IGNORED.has(name.toLowerCase());
  const own = columns.filter(({ field, name }) => field === undefined && !isIgnored(name));
  return {
    rows: markDuplicates(body.map((record) => readRow(record, columns, isIgnored))),
    attributes: own.map(({ name }) => name),
    ignored: columns
      .filter(({ field, name }) => field === undefined && isIgnored(name))
      .map(({ name }) => name),
  };
}

type Column = { name: string; field: keyof Omit<ImportFields, "attributes"> | undefined };

function readRow(
  { line, cells }: CsvRecord,
  columns: readonly Column[],
  isIgnored: (name: string) => boolean,
): ImportRow {
  const fields: ImportFields = {
    name: null,
    email: null,
    phone: null,
    identifier: null,
    company: null,
    attributes: {},
  };
  for (const [i, { name, field }] of columns.entries()) {
    const cell = unshielded(cells[i] ?? "");
    if (cell === "") continue;
    if (field === "phone") fields.phone = phoneOf(cell);
    else if (field) fields[field] = cell;
    else if (!isIgnored(name)) fields.attributes[name] = cell;
  }
  return { line, fields, fault: faultOf(fields) };
}

/** A phone number as people write it, in E.164. `(0)` is dialled within the country only, and is no part of it. */
const phoneOf = (cell: string): string =>
  cell
    .replace("(0)", "")
    .replace(/[\s().\-/]/g, "")
    .replace(/^00/, "+");

const NUMBER = /^[+-]?\d{1,20}(\.\d{1,20})?$/;
const CHECKED: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["是", true],
  ["false", false],
  ["no", false],
  ["0", false],
  ["否", false],
]);

/**
 * The value of a cell in the column of an attribute that is a number or is checked; a text that is neither stays one, as does a number that
 * would lose digits.
 */
export function attributeOf(cell: string, of: "number" | "checkbox"): string | number | boolean {
  if (of === "checkbox") return CHECKED.get(cell.toLowerCase()) ?? cell;
  return NUMBER.test(cell) && keepsDigits(cell) ? Number(cell) : cell;
}

const tooLong = (text: string | null, max: number) => text !== null && [...text].length > max;

function faultOf({
  name,
  email,
  phone,
  identifier,
  company,
  attributes,
}: ImportFields): ImportRowFault | null {
  if (name === null && email === null && phone === null && identifier === null) return "name_missing";
  const isTooLong =
    tooLong(name, 255) ||
    tooLong(identifier, 255) ||
    tooLong(company, 255) ||
    Object.entries(attributes).some(([key, value]) => tooLong(key, 100) || tooLong(String(value), 1_000));
  if (isTooLong) return "too_long";
  if (email !== null && (!/^[^\s@]+@[^\s@]+$/.test(email) || tooLong(email, 255))) return "email_invalid";
  if (phone !== null && !/^\+[1-9]\d{1,14}$/.test(phone)) return "phone_invalid";
  return null;
}

/** Marks a row as faulty that repeats an identifier, email or phone of an earlier row. */
function markDuplicates(rows: readonly ImportRow[]): ImportRow[] {
  const seen = new Set<string>();
  return rows.map((row) => {
    if (row.fault !== null) return row;
    const names = namesOf(row.fields);
    if (names.some((name) => seen.has(name))) return { ...row, fault: "twice_in_file" };
    for (const name of names) seen.add(name);
    return row;
  });
}

const namesOf = ({ email, phone, identifier }: ImportFields): string[] => [
  ...(identifier === null ? [] : [`i ${identifier}`]),
  ...(email === null ? [] : [`e ${email.toLowerCase()}`]),
  ...(phone === null ? [] : [`p ${phone}`]),
];
