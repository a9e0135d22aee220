import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { auditCounters } from "@/server/store/conversations/counter-audit";
import { createTestDatabase } from "@/test/support/database/database";

test("a role that may not make extensions migrates all the same, without the trigram index", async () => {
  const { url, name } = await createTestDatabase(null);
  const owner = openDatabase({ url, max: 1 });
  onTestFinished(async () => {
    await owner.query("drop owned by limited");
    await owner.query("drop role limited");
    await owner.close();
  });
  await owner.query("create role limited login password 'limited'");
  await owner.query(`grant connect on database ${name} to limited`);
  await owner.query("grant create, usage on schema public to limited");
  await migrate(Object.assign(new URL(url), { username: "limited", password: "limited" }).href);
  const made = await owner.query<{ index: string | null; total: string | null }>(
    "select to_regclass('contact_trigrams') as index, to_regclass('conversation_total') as total",
  );
  expect(made).toEqual([{ index: null, total: "conversation_total" }]);
});

test("conversations from before the counters are counted and found by label", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tickline-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp("prisma/migrations/0001_spine", join(folder, "0001_spine"), { recursive: true });
  const { url } = await createTestDatabase(null);
  await migrate(url, folder);
  const database = openDatabase({ url });
  onTestFinished(() => database.close());
  await database.query(
    `insert into conversation (account_id, display_id, inbox_id, contact_id, contact_inbox_id, status, lifecycle, cause,
                               labels, assignee_id, status_changed_at, last_activity_at, created_at, updated_at)
     select 1 + n % 2, n, 1 + n % 3, 1, 1, (array['open', 'pending', 'resolved'])[1 + n % 3],
            (array['live', 'trashed', 'purged'])[1 + n % 7 % 3], '{}',
            case n % 10 when 0 then array['vip', 'vip'] else '{}' end, nullif(n % 4, 0), now(), now(), now(), now()
       from generate_series(1, 500) n`,
  );
  for (const name of ["0002_counters", "0003_counter_totals"])
    await cp(`prisma/migrations/${name}`, join(folder, name), { recursive: true });
  expect(await migrate(url, folder)).toEqual(["0002_counters", "0003_counter_totals"]);
  expect(await auditCounters(database, 1, new Date())).toEqual([]);
  expect(await auditCounters(database, 2, new Date())).toEqual([]);
  expect(
    await database.query(`select count(*), sum(count) as conversations from conversation_counter`),
  ).toEqual([expect.objectContaining({ conversations: 357 })]);
  expect(
    await database.query(`select distinct label, count(*) over () as rows from conversation_label`),
  ).toEqual([{ label: "vip", rows: 50 }]);
});
