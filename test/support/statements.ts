import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseSync, Visitor } from "oxc-parser";

/** Of a file: the calls of Prisma Client, and the texts of SQL. */
export type Statements = { prisma: number; sql: number };

/** Below the tables of the product: pools, migrations, roles, dumps; and what Prisma generates. */
const BELOW = /^server\/(store\/(_postgres|_process-bus|backup|generated)|lib)\//;

/** The actions of Prisma Client, allowed here or not. */
const ACTION =
  /^(find(First|Unique|Many)(OrThrow)?|count|aggregate|groupBy|(create|update)(Many(AndReturn)?)?|upsert|delete(Many)?)$/;

/** The begin of a statement, or what only one contains: tables that are read or joined, or cases. */
const SQL = [
  /^\s*(select\s|insert into\s|update (only )?[a-z_"]+\s+((as )?[a-z]+\s+)?set\s|delete from\s|with (recursive )?[a-z_]+\s*(\(|as\s))/,
  /^\s*((left |cross )?join\s|case when\s|coalesce\(|exists \(|not exists \(|and [a-z_.]+ (=|is)\s)/,
];

/** Counts the calls of Prisma Client and the texts of SQL in a source. */
export function statementsIn(path: string, source: string): Statements {
  const found = { prisma: 0, sql: 0 };
  const hasPrisma = /\bprismaOf\b/.test(source);
  const addText = (text: string) => {
    if (SQL.some((form) => form.test(text))) found.sql++;
  };
  new Visitor({
    CallExpression({ callee }) {
      if (!hasPrisma || callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
      if (callee.object.type === "MemberExpression" && ACTION.test(callee.property.name)) found.prisma++;
    },
    Literal({ value }) {
      if (typeof value === "string") addText(value);
    },
    TemplateLiteral({ quasis }) {
      addText(quasis[0]?.value.raw ?? "");
    },
  }).visit(parseSync(path, source).program);
  return found;
}

/** Every source of the server that sends statements, by its path. */
export function statementsOfServer(): Map<string, Statements> {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "server"], {
    encoding: "utf8",
  });
  const paths = listed.split("\n").filter((path) => /(?<!\.test)\.ts$/.test(path) && !BELOW.test(path));
  const all = [...new Set(paths)]
    .sort()
    .map((path) => [path, statementsIn(path, readFileSync(path, "utf8"))] as const);
  return new Map(all.filter(([, { prisma, sql }]) => prisma + sql > 0));
}
