import { AsyncLocalStorage } from "node:async_hooks";
import {
  type ColumnType,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
} from "@prisma/driver-adapter-utils";
import { shared } from "@/server/lib/shared";
import { type Prisma, PrismaClient } from "@/server/store/generated/client";
import { type Db, sqlState } from "./db";

type Call = { model: string; action: string; args: object | undefined };

type PrismaSender = {
  /** Runs one call of Prisma Client; its SQL goes through `db`. Throws what `db` throws. */
  send(db: Db, call: Call): Promise<unknown>;
  isModel(name: string): boolean;
};

/**
 * Opens a Prisma Client without a connection of its own: every call passes the one to use. One serves the whole process,
 * because a client takes some 35 ms and 10 MB.
 */
function openPrisma(): PrismaSender {
  const current = new AsyncLocalStorage<Db>();
  const adapter = { ...NAMES, connect: async () => adapterOf(current) };
  const client = new PrismaClient({ adapter, errorFormat: "minimal" });
  const run = (call: Call): Promise<unknown> => {
    const { model, action, args } = call.action === "findUnique" ? findFirstOf(call) : call;
    return Reflect.get(Reflect.get(client, model), action)(args);
  };
  return {
    isModel: (name) => /^[a-z]/.test(name) && Reflect.has(client, name),
    async send(db, call) {
      try {
        return await current.run(db, async () => await run(call));
      } catch (error) {
        throw error instanceof StatementFailed ? error.cause : error;
      }
    },
  };
}

/**
 * `findUnique` as the `findFirst` with the same condition: Prisma merges those of concurrent transactions into one
 * statement. `accountId_id: { accountId, id }` is a key of several fields; no field's name has an underscore.
 */
function findFirstOf({ model, args }: Call): Call {
  const { where, ...rest } = { where: {}, ...args };
  const fields = Object.entries(where).map(([name, value]) =>
    name.includes("_") ? value : { [name]: value },
  );
  return { model, action: "findFirst", args: { ...rest, where: Object.assign({}, ...fields) } };
}

const NAMES = { provider: "postgres", adapterName: "tickline" } as const;

/** Carries an error of `Db` through Prisma, which would otherwise replace it by one of its own. */
class StatementFailed extends Error {}

function adapterOf(current: AsyncLocalStorage<Db>): SqlDriverAdapter {
  async function run({ sql, args, argTypes }: SqlQuery) {
    const db = current.getStore();
    if (!db) throw new Error("Prisma Client was called without a connection");
    const values = args.map((arg, at) => (argTypes[at]?.scalarType === "bytes" ? toBytes(arg) : arg));
    try {
      return await db.raw(sql, values);
    } catch (error) {
      throw new StatementFailed("a statement of Prisma Client failed", { cause: error });
    }
  }
  const refuse = () => Promise.reject(new Error("Prisma Client opens no transactions here: see prisma.ts"));
  return {
    ...NAMES,
    async queryRaw(query) {
      const { columns, rows } = await run(query);
      return { columnNames: columns, columnTypes: columns.map(() => UNUSED), rows };
    },
    executeRaw: async (query) => (await run(query)).count,
    getConnectionInfo: () => ({ supportsRelationJoins: false }),
    startTransaction: refuse,
    executeScript: refuse,
    dispose: () => Promise.resolve(),
  };
}

/** Prisma reads column types for raw queries only. */
const UNUSED: ColumnType = ColumnTypeEnum.Text;

const toBytes = (arg: unknown): unknown => (typeof arg === "string" ? Buffer.from(arg, "base64") : arg);

/**
 * Each sends one statement, and a `findMany` one more for each relation that it selects. Left out: `$transaction`; a call that
 * needs several statements fails at run time, because Prisma would open a transaction: nested writes, and an `upsert` whose
 * `create` does not repeat the key of its `where`.
 */
const ACTIONS = [
  "findFirst",
  "findUnique",
  "findMany",
  "count",
  "groupBy",
  "create",
  "createMany",
  "createManyAndReturn",
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
