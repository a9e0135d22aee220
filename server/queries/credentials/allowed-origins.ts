import { createTtlCache } from "@/server/lib/async/ttl-cache";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";

/** The accounts that allow each origin. */
export type AllowedOrigins = ReadonlyMap<string, ReadonlySet<number>>;

/** How late a change of the list is noticed. */
const FRESH_MS = 5_000;

/** Creates the reader of all accounts' origins, which makes at most one statement in five seconds. */
export function createOriginReader(db: () => Db): () => Promise<AllowedOrigins> {
  const cached = createTtlCache<AllowedOrigins>({ freshMs: FRESH_MS, keysMax: 1, version: () => 0 });
  return async () => (await cached("all", () => readAll(db()))) ?? new Map();
}

async function readAll(db: Db): Promise<AllowedOrigins> {
  const found = await prismaOf(db).account.findMany({
    where: { allowedOrigins: { isEmpty: false } },
    select: { id: true, allowedOrigins: true },
  });
  const accounts = new Map<string, Set<number>>();
  for (const { id, allowedOrigins } of found)
    for (const origin of allowedOrigins)
      accounts.set(origin, (accounts.get(origin) ?? new Set()).add(Number(id)));
  return accounts;
}
