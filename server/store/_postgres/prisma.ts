import { shared } from "@/server/lib/shared";
import type { Prisma, PrismaClient } from "@/server/store/generated/client";
import { type Db, sqlState } from "./db";
import { openPrisma } from "./prisma-client";

/**
 * Each sends one statement. Left out: `findUnique`, because Prisma merges those of concurrent transactions into one
 * statement; `createMany`, because it is compiled on each call, in 4 to 10 ms; `$transaction`. A call that needs several
 * statements fails at run time, because Prisma would open a transaction: nested writes, and an `upsert` whose `create`
 * does not repeat the key of its `where`.
 */
const ACTIONS = [
  "findFirst",
  "findMany",
  "count",
  "create",
  "update",
  "updateMany",
  "updateManyAndReturn",
  "upsert",
  "delete",
  "deleteMany",
] as const;

type Action = (typeof ACTIONS)[number];
type Model = Uncapitalize<Prisma.ModelName>;

/** The tables, as Prisma Client reads and writes them on one connection. A call is sent even if it is not awaited. */
export type Models = { readonly [M in Model]: Pick<PrismaClient[M], Action> };

/**
 * Prisma Client for what is not hot (docs/decisions/0007). Its statements go through `db`, so they belong to the
 * transaction that `db` is in; errors are those of `db.query`. Ids come as bigint: see `toRow`.
 */
export function prismaOf(db: Db): Models {
  const known = bound.get(db);
  if (known) return known;
  const models = bind(db);
  bound.set(db, models);
  return models;
}

const bound = new WeakMap<Db, Models>();

function bind(db: Db): Models {
  const { send, isModel } = shared("prisma", openPrisma);
  const tables = new Map<string, object>();
  const tableOf = (model: string) => {
    const calls = ACTIONS.map((action) => [action, (args?: object) => send(db, { model, action, args })]);
    const table: object = Object.fromEntries(calls);
    tables.set(model, table);
    return table;
  };
  return new Proxy<Models>(Object.create(null), {
    get: (_, name) =>
      typeof name === "string" && isModel(name) ? (tables.get(name) ?? tableOf(name)) : undefined,
  });
}

/** The changed row of an update or a deletion by key, or null when nothing matched. */
export async function ifFound<T>(changed: Promise<T>): Promise<T | null> {
  try {
    return await changed;
  } catch (error) {
    if (sqlState(error) === "P2025") return null;
    throw error;
  }
}
