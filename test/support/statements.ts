import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseSync, Visitor } from "oxc-parser";

/** The places of a file that send a statement to Postgres. */
export type Statements = { prisma: number; sql: number };

/** Infrastructure below the tables of the product: pools, migrations, roles, dumps; and what Prisma generates. */
const BELOW = /^server\/(store\/(_postgres|_process-bus|backup|generated)|lib)\//;

/** The actions of Prisma Client, allowed here or not. */
const ACTION =
  /^(find(First|Unique|Many)(OrThrow)?|count|aggregate|groupBy|(create|update)(Many(AndReturn)?)?|upsert|delete(Many)?)$/;

/** The begin of a statement. Reading only: what Prisma and `Db` run alike is not written as text. */
const SQL =
  /^\s*(select\s|insert into\s|update (only )?[a-z_"]+\s+((as )?[a-z]+\s+)?set\s|delete from\s|with (recursive )?[a-z_]+\s*(\(|as\s))/;

/** Counts the calls of Prisma Client and the statements of SQL in a source. */
export function statementsIn(path: string, source: string): Statements {
  const found = { prisma: 0, sql: 0 };
  if (!/prismaOf|\bquery\b|\b(select|insert|update|delete|with)\s/.test(source)) return found;
  const hasPrisma = source.includes("prismaOf");
  const addText = (text: string) => {
    if (SQL.test(text)) found.sql++;
  };
  new Visitor({
    CallExpression({ callee }) {
      if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
      const isOfModel = callee.object.type === "MemberExpression" || callee.object.type === "Identifier";
      if (hasPrisma && isOfModel && ACTION.test(callee.property.name)) found.prisma++;
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
  const all = paths.map((path) => [path, statementsIn(path, readFileSync(path, "utf8"))] as const);
  return new Map(all.filter(([, { prisma, sql }]) => prisma + sql > 0));
}
