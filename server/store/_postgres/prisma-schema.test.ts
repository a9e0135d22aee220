import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createTestDatabase } from "@/test/support/database/database";
import { type Db, openDatabase } from "./db";
import { migrate } from "./migrate";

type Column = { type: string; isNullable: boolean; hasDefault: boolean };
type Index = { isUnique: boolean; columns: string[] };
type Table = { columns: Record<string, Column>; key: string[]; indexes: Record<string, Index> };

/** The column type of each Prisma type without a `@db.` attribute. */
const TYPES: Record<string, string> = {
  BigInt: "bigint",
  Int: "integer",
  String: "text",
  Boolean: "boolean",
  Bytes: "bytea",
  Json: "jsonb",
};
const NATIVE_TYPES: Record<string, string> = {
  "@db.Date": "date",
  "@db.Uuid": "uuid",
  "@db.Json": "json",
  "@db.Timestamptz(3)": "timestamp(3) with time zone",
  "@db.VarChar(255)": "character varying(255)",
};

test("Prisma's schema describes the tables that the migrations create", async () => {
  const { url } = await createTestDatabase(null); // without the guards that tests add
  await migrate(url);
  const database = openDatabase({ url });
  const described = readSchema(readFileSync("prisma/schema.prisma", "utf8"));
  try {
    const made = await describeDatabase(database);
    // Prisma cannot describe indexes on expressions or with a condition: they are compared on one side only.
    for (const [name, table] of Object.entries(made)) {
      const known = described[name]?.indexes ?? {};
      table.indexes = Object.fromEntries(Object.entries(table.indexes).filter(([index]) => index in known));
    }
    expect(described).toEqual(made);
  } finally {
    await database.close();
  }
});

/** The models of a schema by table name. */
function readSchema(text: string): Record<string, Table> {
  const models = [...text.matchAll(/^model \w+ \{\n(.*?)^\}/gms)].map(([, body = ""]) => body);
  const modelNames = new Set([...text.matchAll(/^model (\w+)/gm)].map(([, name]) => name));
  return Object.fromEntries(models.map((body) => readModel(body, modelNames)));
}

function readModel(body: string, modelNames: ReadonlySet<string | undefined>): [string, Table] {
  const columns: Table["columns"] = {};
  const columnOf: Record<string, string> = {};
  let key: string[] = [];
  for (const line of body.split("\n")) {
    const [, field, type = "", mark, attributes = ""] = /^ {2}(\w+) +(\w+)(\[\]|\?)?(.*)$/.exec(line) ?? [];
    if (field === undefined || modelNames.has(type)) continue;
    const name = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? field;
    columnOf[field] = name;
    const native = /@db\.\w+(\(\d+\))?/.exec(attributes)?.[0];
    const plain = native ? NATIVE_TYPES[native] : TYPES[type];
    columns[name] = {
      type: `${plain ?? `unknown: ${line}`}${mark === "[]" ? "[]" : ""}`,
      isNullable: mark === "?",
      hasDefault: attributes.includes("@default("),
    };
    if (/@id\b/.test(attributes)) key = [name];
  }
  const named = (fields: string) =>
    fields.split(", ").map((field) => columnOf[field.replace(/\(.*/, "")] ?? field);
  const indexes: Table["indexes"] = {};
  for (const [, kind, fields = "", options = ""] of body.matchAll(
    /^ {2}@@(id|unique|index)\(\[(.*?)\](.*)\)$/gm,
  )) {
    if (kind === "id") key = named(fields);
    else
      indexes[/map: "(\w+)"/.exec(options)?.[1] ?? "unnamed"] = {
        isUnique: kind === "unique",
        columns: named(fields),
      };
  }
  return [/@@map\("(\w+)"\)/.exec(body)?.[1] ?? "unmapped", { columns, key, indexes }];
}

/** The tables in Postgres; partitions count as their parent, and Prisma's own table is left out. */
async function describeDatabase(db: Db): Promise<Record<string, Table>> {
  const columns = await db.query<Column & { table: string; name: string }>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
            not a.attnotnull as "isNullable", a.atthasdef or a.attidentity <> '' as "hasDefault"
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname <> '_prisma_migrations'`,
  );
  const indexes = await db.query<Index & { table: string; name: string; isKey: boolean }>(
    `select t.relname as table, i.relname as name, x.indisunique as "isUnique", x.indisprimary as "isKey",
            array(select pg_get_indexdef(i.oid, k, true) from generate_series(1, x.indnkeyatts) k) as columns
       from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
      where t.relnamespace = 'public'::regnamespace and not t.relispartition`,
  );
  const tables: Record<string, Table> = {};
  for (const { table, name, ...column } of columns) {
    tables[table] ??= { columns: {}, key: [], indexes: {} };
    tables[table].columns[name] = column;
  }
  for (const { table, name, isKey, ...index } of indexes) {
    const target = tables[table];
    if (target && isKey) target.key = index.columns;
    else if (target) target.indexes[name] = index;
  }
  return tables;
}
