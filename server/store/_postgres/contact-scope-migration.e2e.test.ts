import { expect, test } from "vitest";
import { openBeforeMigration } from "@/test/support/database/before-migration";

const CONTACT_SCOPE = "0048_contact_scope";

test("an upgrade gives tokens for some inboxes, and those of bots, the right to all contacts that they had", async () => {
  const { client, upgrade } = await openBeforeMigration(CONTACT_SCOPE);
  await client.query(`
    insert into account (id, name, created_at, updated_at) values (1, 'Acme', now(), now());
    insert into app_user (id, email, name, password_hash, created_at, updated_at)
      values (1, 'ada@acme.example', 'Ada', 'none', now(), now());
    insert into member (account_id, user_id, email, role, created_at, updated_at)
      values (1, 1, 'ada@acme.example', 'administrator', now(), now());`);
  const tokens = [
    ["limited", "agent", [7, 8], null],
    ["unlimited", "agent", [], null],
    ["bot", "agent", [], 3],
    ["administrator", "administrator", [], null],
  ] as const;
  for (const [name, role, inboxIds, botId] of tokens)
    await client.query(
      `insert into api_token (account_id, user_id, bot_id, name, prefix, secret_hash, role, inbox_ids, created_at, updated_at)
       values (1, 1, $4, $1, 'x7Kd0a', sha256($1::text::bytea), $2, $3, now(), now())`,
      [name, role, inboxIds, botId],
    );

  expect(await upgrade()).toContain(CONTACT_SCOPE);
  const { rows } = await client.query("select name, scopes from api_token order by id");
  expect(rows).toEqual([
    { name: "limited", scopes: ["contacts:all"] },
    { name: "unlimited", scopes: [] },
    { name: "bot", scopes: ["contacts:all"] },
    { name: "administrator", scopes: [] },
  ]);
});
