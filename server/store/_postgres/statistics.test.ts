import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, testServerUrl } from "@/test/support/database/database";
import { type Database, openDatabase } from "./db";
import { updateStatisticsOfGrown } from "./statistics";

let owner: Database;
let worker: Database;
beforeAll(async () => {
  const { url, name } = await createTestDatabase();
  owner = openDatabase({ url, max: 1 });
  worker = openDatabase({ url: testServerUrl(name, "worker"), max: 1 });
  for (const table of ["label", "company"])
    await owner.query(`alter table ${table} set (autovacuum_enabled = off)`); // else Postgres may count first
});
afterAll(() => Promise.all([owner.close(), worker.close()]));

async function addLabels(count: number): Promise<void> {
  await owner.query(
    `insert into label (account_id, name, colour, description, created_at, updated_at)
     select 1, gen_random_uuid()::text, 'red', '', now(), now() from generate_series(1, $1)`,
    [count],
  );
  await owner.query("select pg_stat_force_next_flush()"); // Postgres adds counts up once a second
}

const grown = async () =>
  (await worker.query<{ name: string }>("select grown_tables() as name")).map(({ name }) => name);

/** What the planner knows; -1: nothing. */
async function knownRows(table: string): Promise<number | undefined> {
  const [row] = await owner.query<{ rows: number }>(
    "select reltuples::float8 as rows from pg_class where oid = $1::regclass",
    [table],
  );
  return row?.rows;
}

test("a table is analyzed when it has twice the rows that the planner knows of, and no other one is", async () => {
  await addLabels(50);
  expect(await grown()).toEqual([]);
  await addLabels(1);
  expect(await grown()).toEqual(["label"]);

  await updateStatisticsOfGrown(worker);
  expect([await knownRows("label"), await knownRows("company")]).toEqual([51, -1]);
  await addLabels(101);
  expect(await grown()).toEqual([]);
  await addLabels(1);
  expect(await grown()).toEqual(["label"]);
  await updateStatisticsOfGrown(worker);
  expect(await knownRows("label")).toBe(153);
});

test("a table that another process analyzes is skipped", async () => {
  await addLabels(500);
  await owner.transaction(async (db) => {
    await db.query("lock table label in share update exclusive mode");
    await updateStatisticsOfGrown(worker);
  });
  expect(await grown()).toEqual(["label"]);
});
