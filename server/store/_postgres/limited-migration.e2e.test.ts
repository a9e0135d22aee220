import { expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "@/test/support/database/database";
import { openDatabase } from "./db";
import { migrate } from "./migrate";

test("a role that may not create extensions can migrate, without the trigram index", async () => {
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
