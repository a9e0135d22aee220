import { PrismaPg } from "@prisma/adapter-pg";
import { shared } from "@/server/lib/shared";
import { PrismaClient } from "@/server/store/generated/client";
import { type Database, poolOf } from "./db";

/**
 * Prisma's client over a database's own pool, for what is not hot; one per database in the whole process. It ends with
 * the pool. Ids come as bigint: turn them into numbers before they leave a query.
 */
export function prismaOf(database: Database): PrismaClient {
  const clients = shared("prisma", () => new WeakMap<Database, PrismaClient>());
  const known = clients.get(database);
  if (known) return known;
  const client = new PrismaClient({ adapter: new PrismaPg(poolOf(database)) });
  clients.set(database, client);
  return client;
}
