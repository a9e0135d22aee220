import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "@/server/lib/postgres/connection";
import { provideRoles, ROLES } from "@/server/lib/postgres/roles";
import { openDatabase } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { migrate, prepareSchema } from "@/server/store/_postgres/migrate";
import { createTestDatabase, testServerUrl } from "@/test/support/database/database";
import { contentsOf } from "@/test/support/database/database-contents";

const { url, name } = await createTestDatabase(null);

/** The migrations before the roles. */
function earlierMigrations(): string {
  const folder = mkdtempSync(join(tmpdir(), "tickline-migrations-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const isEarlier = (path: string) => Number(/\/(\d{4})_/.exec(path)?.[1] ?? 0) < 6;
  cpSync("prisma/migrations", folder, { recursive: true, filter: isEarlier });
  return folder;
}

async function connect(address: string): Promise<pg.Client> {
  const client = createClient(address);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

const ROWS = `
  insert into account (id, name, created_at, updated_at) values (7, 'Seven', now(), now()), (8, 'Eight', now(), now());
  insert into account_head (account_id, epoch, last_seq) values (7, 'e', 1), (8, 'e', 0);
  insert into contact (account_id, name, created_at, updated_at)
  select 7 + n % 2, 'Contact ' || n, now(), now() from generate_series(1, 20) n;
  insert into event (account_id, seq, id, type, operation_id, resource_type, resource_id, resource_version, occurred_at,
                     stamped_at, hash, body)
  values (7, 1, gen_random_uuid(), 't', gen_random_uuid(), 'contact', 1, 1, now(), now(), '', '{}')`;

/** Tables, sequences and functions by owner, without those of extensions. */
const OWNERS = `
  select distinct o.owner::regrole::text as owner from (
    select oid, relowner as owner, 'pg_class'::regclass as of from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'S')
     union all
    select oid, proowner, 'pg_proc'::regclass from pg_proc where pronamespace = 'public'::regnamespace) o
   where not exists (select 1 from pg_depend d where d.classid = o.of and d.objid = o.oid and d.deptype = 'e')`;

test("a built-in database of an earlier release keeps its rows and gets the roles, once and again", async () => {
  const superuser = await connect(url);
  await superuser.query(`alter database ${name} owner to tickline`);
  await migrate(url, earlierMigrations());
  await superuser.query(ROWS);
  expect((await superuser.query(OWNERS)).rows).toEqual([{ owner: "tickline" }]);
  const before = await contentsOf(superuser);

  const addresses = {
    ownerUrl: testServerUrl(name, "owner"),
    allAccountsUrl: testServerUrl(name, "worker"),
    url: testServerUrl(name, "app"),
  };
  for (const applied of [expect.arrayContaining(["0006_row_level_security"]), []]) {
    await provideRoles(url, new URL(url).password);
    expect(await prepareSchema(addresses)).toEqual(applied);
    expect((await superuser.query(OWNERS)).rows).toEqual([{ owner: ROLES.owner }]);
    // Later migrations add columns to these.
    const { account, contact, user_session, ...others } = before;
    expect(await contentsOf(superuser)).toMatchObject({
      ...others,
      account: { rows: account?.rows },
      contact: { rows: contact?.rows },
      user_session: { rows: user_session?.rows },
    });
  }

  const database = openDatabase({ ...addresses, max: 2 });
  onTestFinished(() => database.close());
  const own = forAccount(database, 7);
  const count =
    "select (select count(*)::int from contact) as contacts, (select count(*)::int from event) as events";
  expect(await own.query(count)).toEqual([{ contacts: 10, events: 1 }]);
  expect(await forAccount(database, 8).query(count)).toEqual([{ contacts: 10, events: 0 }]);
  expect(await database.query(count)).toEqual([{ contacts: 20, events: 1 }]);
  await own.query(
    "insert into contact (account_id, name, created_at, updated_at) values (7, 'New', now(), now())",
  );
  await database.query("select ensure_partitions(current_date + 400, 1)");
  await expect(own.query("select ensure_partitions(current_date + 800, 1)")).rejects.toThrow(
    "permission denied",
  );
  await expect(own.query("do $$ begin perform 1; end $$")).rejects.toThrow("permission denied");
});
