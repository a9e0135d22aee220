import { expect, onTestFinished, test } from "vitest";
import { createClient } from "@/server/lib/postgres/connection";
import { createTestDatabase, testServerUrl } from "@/test/support/database/database";
import { grantRights } from "./grant-rights";

const WAITING = `
  select count(*)::int as n from pg_locks
   where not granted and relation = 'label'::regclass and mode = 'AccessExclusiveLock'`;
const POLICIES =
  "select count(*)::int as n from pg_policy where polrelid = 'label'::regclass and polname = 'all_accounts'";

test("rights are granted while Postgres analyzes a table that gets its policy", async () => {
  const { url, name } = await createTestDatabase();
  const [autovacuum, watcher] = [createClient(url), createClient(url)];
  for (const client of [autovacuum, watcher]) {
    await client.connect();
    onTestFinished(() => client.end());
  }
  await watcher.query("drop policy all_accounts on label");
  await autovacuum.query("begin; lock table label in share update exclusive mode");
  const granted = grantRights({
    ownerUrl: testServerUrl(name, "owner"),
    allAccountsUrl: testServerUrl(name, "worker"),
    url: testServerUrl(name, "app"),
  });
  await expect.poll(async () => (await watcher.query(WAITING)).rows).toEqual([{ n: 1 }]);
  await autovacuum.query("analyze label"); // writes the table's row in pg_class, as grants do
  await autovacuum.query("commit");
  await granted;
  expect((await watcher.query(POLICIES)).rows).toEqual([{ n: 1 }]);
});
