import { bulkData } from "@/bench/ticks/data";
import { createRun } from "@/server/commands/_run/run";
import { createAccount } from "@/server/commands/members/account";
import { systemCaller } from "@/server/contract/_shared/caller";
import { openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { type Child, startChild } from "./child";
import { execute, makeFolder, startPostgres } from "./postgres";

/** Makes the tables and account 1, without starting the product. */
export async function openAccount(url: string): Promise<void> {
  await migrate(url);
  const database = openDatabase({ url, max: 1 });
  try {
    const administrator = { name: "Administrator", email: "admin@example.test", passwordHash: "unusable" };
    const run = createRun({ database, now: () => new Date(), onCommitted: () => {} });
    await run(createAccount, systemCaller(0), { name: "Bench", administrator });
  } finally {
    await database.close();
  }
}

/** New messages get ids after those of the data, which names its own. */
export const RAISE_IDS = `select setval(pg_get_serial_sequence('message', 'id'), (select max(id) from message))`;

export type FilledAccount = {
  postgres: Awaited<ReturnType<typeof startPostgres>>;
  databaseUrl: string;
  /** Starts a program of the bench, which is stopped at the end. */
  child<Q extends object, A>(file: URL): Child<Q, A>;
};

/** Measures on an own Postgres whose database `ours` has one account with so many messages. */
export async function onFilledAccount<R>(
  { folder, messages }: { folder: string; messages: number },
  measure: (on: FilledAccount) => Promise<R>,
): Promise<R> {
  const place = makeFolder(folder);
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    await postgres.execute("create database ours");
    const databaseUrl = postgres.urlOf("ours");
    await openAccount(databaseUrl);
    await execute(databaseUrl, bulkData(messages));
    await execute(databaseUrl, RAISE_IDS);
    const child = <Q extends object, A>(file: URL) => {
      const started = startChild<Q, A>(file, ENV);
      closers.push(() => started.stop());
      return started;
    };
    return await measure({ postgres, databaseUrl, child });
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

const ENV = { LOG_LEVEL: "warn", NEXTAUTH_SECRET: "of this bench, and long enough" };
