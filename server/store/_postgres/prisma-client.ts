import { AsyncLocalStorage } from "node:async_hooks";
import {
  type ColumnType,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
} from "@prisma/driver-adapter-utils";
import { PrismaClient } from "@/server/store/generated/client";
import type { Db } from "./db";

type Call = { model: string; action: string; args: object | undefined };

export type PrismaSender = {
  /** Runs one call of Prisma Client; its SQL goes through `db`. Throws what `db` throws. */
  send(db: Db, call: Call): Promise<unknown>;
  isModel(name: string): boolean;
};

/**
 * Opens a Prisma Client without a connection of its own: every call passes the one to use. One serves the whole process,
 * because a client takes some 35 ms and 10 MB.
 */
export function openPrisma(): PrismaSender {
  const current = new AsyncLocalStorage<Db>();
  const adapter = { ...NAMES, connect: async () => adapterOf(current) };
  const client = new PrismaClient({ adapter, errorFormat: "minimal" });
  const run = ({ model, action, args }: Call): Promise<unknown> =>
    Reflect.get(Reflect.get(client, model), action)(args);
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
