// A Prisma generator: `prisma generate` runs it for `generator rows` of prisma/schema.prisma, which explains the marks.
// It generates what the SQL of hot tables needs, so that each column is written once: for every model with `/// @dto` the
// row's type, the column map, the defaults, and the mapper for the DTO fields with the row's values.
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const TYPES = { BigInt: "number", Int: "number", Boolean: "boolean", DateTime: "Date" };
const MARK = /^@(\w+)(?: (.*))?$/gm;
const FIELD_MARKS = ["as", "given", "type", "hidden", "unselected"];

/** The text of rows.ts for the models of Prisma's DMMF. */
export function rowsText(models) {
  const tables = models.map(readTable).filter((table) => table !== undefined);
  const imports = tables.map(({ dto, from }) => `import type { ${dto} } from "${from}";`);
  return [
    "// Written by scripts/generate-rows.js from prisma/schema.prisma.",
    ...imports,
    'import type { Columns } from "@/server/store/_rows/columns";',
    ...tables.map(tableText),
    "",
  ].join("\n");
}

/** A model's rows, without the account, which every statement names. */
function readTable(model) {
  const [dto, from] = marksOf(model, ["dto"]).dto?.split(" from ") ?? [];
  if (dto === undefined) return undefined;
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
  const ofDto = marks.type ?? (path && [dto, ...path.map((part) => `["${part}"]`)].join(""));
  const plain = TYPES[field.type] ?? ofDto ?? hiddenType(field);
  const some = plain === ofDto ? `NonNullable<${plain}>` : plain;
  return {
    name,
    column: field.dbName ?? name,
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

function hiddenType({ type, name }) {
  if (type === "String") return "string";
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

function tableText({ name, dto, fields }) {
  const upper = name.replace(/(?<!^)[A-Z]/g, "_$&").toUpperCase();
  const lines = (write) => fields.flatMap((field) => write(field) || []).map((line) => `  ${line},`);
  const names = (wanted) => JSON.stringify(fields.filter(wanted).map((field) => field.name));
  return `
/** A row of \`${name}\`. */
export type ${name}Row = {
${fields.map((field) => `  ${field.name}: ${field.type};`).join("\n")}
};

export const ${upper}_COLUMNS: Columns<${name}Row> = {
${lines((field) => `${field.name}: "$.${field.column}"`).join("\n")}
};

/** Columns of JSON. */
export const ${upper}_JSON: ReadonlySet<string> = new Set(${names(({ isJson }) => isJson)});

/** Fields of the row that the DTO lacks or has in another form. */
export const ${upper}_HIDDEN: readonly (keyof ${name}Row)[] = ${names(({ name, path }) => path?.join() !== name)};

/** Fields that an insert may set. */
export const ${upper}_GIVEN = ${names(({ isGiven }) => isGiven)} as const satisfies (keyof ${name}Row)[];

/** The defaults of the other fields. */
export const ${name[0].toLowerCase()}${name.slice(1)}Defaults = () => ({
${lines((field) => field.initial && `${field.name}: ${field.initial}`).join("\n")}
}) satisfies Partial<${name}Row>;

/** The fields of ${dto} that the row has; instants as texts. */
export const to${name}Fields = (row: ${name}Row) => ({
${membersText(fields)}
});`;
}

/** The mapper's members in one nested literal, because spreading objects costs several times as much. */
function membersText(fields) {
  const members = {};
  for (const field of fields.filter(({ path }) => path !== undefined)) {
    const [head, tail] = field.path;
    const value = toDto(field);
    members[head] = tail === undefined ? value : [...(members[head] ?? []), `${tail}: ${value}`];
  }
  return Object.entries(members)
    .map(([name, value]) => `  ${name}: ${Array.isArray(value) ? `{ ${value.join(", ")} }` : value},`)
    .join("\n");
}

function toDto({ name, isDate, isRequired }) {
  if (!isDate) return `row.${name}`;
  return isRequired ? `row.${name}.toISOString()` : `row.${name}?.toISOString() ?? null`;
}

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
