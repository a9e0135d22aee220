import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { readPidFile } from "@/server/lib/postgres/lock";

/** The process id of the Postgres that runs on a data folder. */
export function postgresPid(dataDir: string): number {
  return pidFile(dataDir).pid;
}

/** A connection to the built-in database of a data folder; the caller ends it. */
export async function connectTo(dataDir: string): Promise<pg.Client> {
  const password = readFileSync(join(dataDir, "postgres-password"), "utf8").trim();
  const client = new pg.Client(`postgres://tickline:${password}@127.0.0.1:${pidFile(dataDir).port}/tickline`);
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

function pidFile(dataDir: string) {
  const found = readPidFile(join(dataDir, "postgres"));
  if (!found) throw new Error(`no Postgres runs on ${dataDir}`);
  return found;
}
