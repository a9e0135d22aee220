import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { openBeforeMigration } from "@/test/support/database/before-migration";

const TOKEN_RIGHTS = "0005_token_rights";

test("an upgrade keeps tokens' rights and the account's keys in URLs, and hides the chosen token's characters", async () => {
  const { client, upgrade } = await openBeforeMigration(TOKEN_RIGHTS);
  const hash = (text: string) => createHash("sha256").update(text).digest();
  await client.query(`
    insert into account (id, name, created_at, updated_at) values (1, 'Acme', now(), now());
    insert into app_user (id, email, name, password_hash, created_at, updated_at)
      values (1, 'Ada@Acme.example', 'Ada', 'none', now(), now());
    insert into member (account_id, user_id, role, created_at, updated_at) values (1, 1, 'administrator', now(), now());`);
  for (const [name, prefix] of [
    ["ADMIN_API_TOKEN", "secret"],
    ["CRM", "x7Kd0a"],
  ])
    await client.query(
      `insert into api_token (account_id, user_id, name, prefix, secret_hash, scopes, created_at, updated_at)
       values (1, 1, $1, $2, $3, '{conversations:purge}', now(), now())`,
      [name, prefix, hash(name ?? "")],
    );

  expect(await upgrade()).toContain(TOKEN_RIGHTS);
  const { rows } = await client.query(
    `select name, prefix, role, inbox_ids, is_read_only, scopes, expires_at, revoked_at from api_token order by id`,
  );
  const rights = {
    role: "administrator",
    inbox_ids: [],
    is_read_only: false,
    scopes: ["conversations:purge"],
    expires_at: null,
    revoked_at: null,
  };
  expect(rows).toEqual([
    { name: "ADMIN_API_TOKEN", prefix: "", ...rights },
    { name: "CRM", prefix: "x7Kd0a", ...rights },
  ]);
  const { rows: settings } = await client.query(
    "select accepts_url_keys, email from account, member where member.account_id = account.id",
  );
  expect(settings).toEqual([{ accepts_url_keys: true, email: "ada@acme.example" }]);
});
