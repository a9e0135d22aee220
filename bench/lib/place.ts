import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { makeDataDir } from "@/server/lib/postgres/place";

/** A folder of the bench's own; `remove` it at the end. */
export function makePlace(name: string): { dataDir: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), `tickline-bench-${name}-`));
  chmodSync(folder, 0o711); // Postgres' user must be able to enter
  const dataDir = join(folder, "data");
  makeDataDir(dataDir);
  return { dataDir, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export type BenchPostgres = {
  urlOf(database: string): string;
  execute(statement: string): Promise<void>;
  stop(): Promise<void>;
};

/** A Postgres like the built-in one, with its settings: durable. */
export async function startPostgres(dataDir: string): Promise<BenchPostgres> {
  const postgres = await startEmbeddedPostgres(dataDir);
  return {
    urlOf: postgres.urlOf,
    execute: (statement) => execute(postgres.urlOf("postgres"), statement),
    stop: postgres.stop,
  };
}

/** Runs one statement, or several as one transaction. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The single row of a question. */
export async function ask<R>(url: string, question: string, values: readonly unknown[] = []): Promise<R> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(question, [...values]);
    return rows[0] as R; // the question says what it is
  } finally {
    await client.end();
  }
}
