import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { createTestDatabase } from "@/test/support/database/database";

const TELLING = "0027_untold_labels";

test("of labels from before, those are told that no event has told of and nobody has changed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tickline-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const take = (name: string) => cp(`prisma/migrations/${name}`, join(folder, name), { recursive: true });
  for (const name of (await readdir("prisma/migrations")).filter((each) => each < "0027")) await take(name);
  const { url } = await createTestDatabase(null);
  await migrate(url, folder);
  const database = openDatabase({ url });
  onTestFinished(() => database.close());
  await database.query(
    `insert into label (account_id, id, name, colour, description, version, created_at, updated_at)
     select 7, n, 'label ' || n, 'gray', '', case n when 3 then 2 else 1 end, now(), now()
       from generate_series(1, 3) n`,
  );
  await database.query(
    `insert into outbox (account_id, event_id, type, operation_id, resource_type, resource_id, resource_version,
                         occurred_at, hash, body)
     values (7, gen_random_uuid(), 'label.created', gen_random_uuid(), 'label', 2, 1, now(), '', '{}')`,
  );
  await take(TELLING);
  expect(await migrate(url, folder)).toEqual([TELLING]);
  expect(
    await database.query(`select account_id as "accountId", label_id as "labelId" from label_untold`),
  ).toEqual([{ accountId: 7, labelId: 1 }]);
});
