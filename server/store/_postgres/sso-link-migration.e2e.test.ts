import type pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "@/server/lib/postgres/connection";
import { createTestDatabase } from "@/test/support/database/database";
import { catalogOf } from "@/test/support/database/database-contents";
import { migrate } from "./migrate";

const TO_DEMO_FLAG = new Set([
  "0001_baseline",
  "0002_public_api",
  "0003_known_networks",
  "0004_reauthentication",
  "0005_token_rights",
  "0006_row_level_security",
  "0007_sso_identity",
  "0008_demo_flag",
]);
/** What migration 0007 said for some hours. */
const FORMER_KEYS = `
  alter table sso_identity drop constraint sso_identity_pkey;
  alter table sso_identity add primary key (account_id, issuer, subject);
  alter table sso_identity drop constraint sso_identity_user_id_issuer_key;
  create unique index sso_identity_user on sso_identity (user_id, issuer);
  update _prisma_migrations set checksum = '80170c61d9c90e1dc47f1141ccd533db354f16d31179eab0dc5793f46c1b1533'
   where migration_name = '0007_sso_identity'`;

test.each([
  ["the text that 0007 has", ""],
  ["the text that it had for some hours", FORMER_KEYS],
])("a database with %s is upgraded to the schema of a new one", async (_, changes) => {
  const [{ url }, fresh] = [await createTestDatabase(null), await createTestDatabase(null)];
  await migrate(url, undefined, TO_DEMO_FLAG);
  const client = await connect(url);
  await client.query(changes);
  expect(await migrate(url)).toContain("0009_sso_link_per_account");
  await migrate(fresh.url);
  expect(await catalogOf(client)).toEqual(await catalogOf(await connect(fresh.url)));
});

async function connect(url: string): Promise<pg.Client> {
  const client = createClient(url);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}
