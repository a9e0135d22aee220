// A Prisma generator: `prisma generate` runs it for `generator rows` of prisma/schema.prisma, which explains the marks.
// So each column is written once: it generates every model's row type and column map, and for a model with `/// @dto` also
// the defaults, the mapper for the DTO fields with the row's values, and these fields as SQL for JSON that Postgres writes.
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const TYPES = { BigInt: "number", Int: "number", Boolean: "boolean", DateTime: "Date" };
const MARK = /^@(\w+)(?: (.*))?$/gm;
const FIELD_MARKS = ["as", "given", "type", "hidden", "unselected"];

/** The text of rows.ts for the models of Prisma's DMMF. */
export function rowsText(models) {
  const tables = models.map(readTable);
  const imports = tables.flatMap(({ dto, from }) => (dto ? [`import type { ${dto} } from "${from}";`] : []));
  return [
    "// Written by scripts/generate-rows.js from prisma/schema.prisma.",
    ...imports,
    'import type { Columns } from "@/server/store/_rows/columns";',
    'import { instant, jsonOf } from "@/server/store/_rows/json-sql";',
    ...tables.map((table) => rowText(table) + (table.dto ? dtoText(table) : "")),
    "",
  ].join("\n");
}

/** A model's row, without the account, which every statement names. */
function readTable(model) {
  const [dto, from] = marksOf(model, ["dto"]).dto?.split(" from ") ?? [];
  const fields = model.fields
    .filter(({ kind, name }) => kind === "scalar" && name !== "accountId")
    .map((field) => readField(field, dto))
    .filter(({ isUnselected }) => !isUnselected);
  return { name: model.name, dto, from, fields };
}

function readField(field, dto) {
  const { name, isRequired } = field;
  const marks = marksOf(field, FIELD_MARKS);
  const path = "hidden" in marks ? undefined : (marks.as ?? name).split(".");
  const ofDto = marks.type ?? (dto && path && [dto, ...path.map((part) => `["${part}"]`)].join(""));
  const one = TYPES[field.type] ?? ofDto ?? hiddenType(field, dto);
  const plain = field.isList && one !== ofDto ? `${one}[]` : one;
  const some = plain === ofDto ? `NonNullable<${plain}>` : plain;
  const column = `$.${field.dbName ?? name}`;
  return {
    name,
    // The driver returns the ids of an array as texts.
    column: field.isList && field.type === "BigInt" ? `to_json(${column})` : column,
    type: isRequired ? plain : `${some} | null`,
    isRequired,
    path,
    isGiven: "given" in marks,
    isUnselected: "unselected" in marks,
    isDate: field.type === "DateTime",
    isJson: field.type === "Json",
    initial: initialOf(field),
  };
}

function hiddenType({ type, name }, dto) {
  if (type === "String") return "string";
  if (type === "Bytes") return "Uint8Array";
  if (!dto) return "unknown";
  throw new Error(`${name}: a ${type} that the DTO does not have needs "/// @type" in prisma/schema.prisma`);
}

/** The column's default as TypeScript; undefined if it is not a constant. */
function initialOf({ type, isList, isRequired, default: value }) {
  if (value === undefined) return isRequired || isList ? undefined : "null";
  if (Array.isArray(value)) return JSON.stringify(value);
  if (typeof value === "object") return undefined; // a function of the database
  return type === "Json" ? value : JSON.stringify(value);
}

/** `/// @type Cause` as { type: "Cause" }. Throws on an unknown mark. */
function marksOf({ name, documentation = "" }, known) {
  const found = [...documentation.matchAll(MARK)].map(([, mark, value = ""]) => [mark, value]);
  const stray = found.find(([mark]) => !known.includes(mark));
  if (stray) throw new Error(`${name}: "/// @${stray[0]}" means nothing here`);
  return Object.fromEntries(found);
}

const upperOf = (name) => name.replace(/(?<!^)[A-Z]/g, "_$&").toUpperCase();

const linesOf = (fields, write) => fields.flatMap((field) => write(field) || []).map((line) => `  ${line},`);

function rowText({ name, fields }) {
  return `
/** A row of \`${name}\`. */
export type ${name}Row = {
${fields.map((field) => `  ${field.name}: ${field.type};`).join("\n")}
};

export const ${upperOf(name)}_COLUMNS: Columns<${name}Row> = {
${linesOf(fields, (field) => `${field.name}: "${field.column}"`).join("\n")}
};`;
}

function dtoText({ name, dto, fields }) {
  const upper = upperOf(name);
  const names = (wanted) => JSON.stringify(fields.filter(wanted).map((field) => field.name));
  return `

/** Columns of JSON. */
export const ${upper}_JSON: ReadonlySet<string> = new Set(${names(({ isJson }) => isJson)});

/** Fields of the row that the DTO lacks or has in another form. */
export const ${upper}_HIDDEN: readonly (keyof ${name}Row)[] = ${names(({ name, path }) => path?.join() !== name)};

/** Fields that an insert may set. */
export const ${upper}_GIVEN = ${names(({ isGiven }) => isGiven)} as const satisfies (keyof ${name}Row)[];

/** The defaults of the other fields. */
export const ${name[0].toLowerCase()}${name.slice(1)}Defaults = () => ({
${linesOf(fields, (field) => field.initial && `${field.name}: ${field.initial}`).join("\n")}
}) satisfies Partial<${name}Row>;

/** The fields of ${dto} that the row has; instants as texts. */
export const to${name}Fields = (row: ${name}Row) => ({
${membersText(fields, { write: toDto, nest: (members) => `{ ${members} }` })}
});

/** The same fields, each as SQL of its value in JSON. */
export const ${upper}_VALUES: Readonly<Record<string, string>> = {
${membersText(fields, { write: toValue, nest: (members) => `jsonOf({ ${members} })` })}
};`;
}

/** The DTO's members in one nested literal, because spreading objects costs several times as much. */
function membersText(fields, { write, nest }) {
  const members = {};
  for (const field of fields.filter(({ path }) => path !== undefined)) {
    const [head, tail] = field.path;
    const value = write(field);
    members[head] = tail === undefined ? value : [...(members[head] ?? []), `${tail}: ${value}`];
  }
  return Object.entries(members)
    .map(([name, value]) => `  ${name}: ${Array.isArray(value) ? nest(value.join(", ")) : value},`)
    .join("\n");
}

function toDto({ name, isDate, isRequired }) {
  if (!isDate) return `row.${name}`;
  return isRequired ? `row.${name}.toISOString()` : `row.${name}?.toISOString() ?? null`;
}

const toValue = ({ column, isDate }) => (isDate ? `instant("${column}")` : `"${column}"`);

/** Prisma sends lines of JSON-RPC on stdin and reads the answers on stderr. */
function serve() {
  createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method, params } = JSON.parse(line);
    console.error(JSON.stringify({ jsonrpc: "2.0", id, ...answer(method, params) }));
  });
}

function answer(method, params) {
  if (method !== "generate")
    return { result: { manifest: { prettyName: "rows", defaultOutput: "rows.ts" } } };
  try {
    writeFileSync(params.generator.output.value, rowsText(params.dmmf.datamodel.models));
    return { result: null };
  } catch (error) {
    return { error: { code: -32000, message: error.message, data: { stack: error.stack } } };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve();
