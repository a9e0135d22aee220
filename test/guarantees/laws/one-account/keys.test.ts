import { readFileSync } from "node:fs";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { createDatabaseForTest, createTestDatabase } from "@/test/support/database/database";

// Rows can be distributed by account only where keys begin with it: a new table fails here until somebody has decided
// (docs/decisions/0100-replicas.md, deploy/citus.sql).

const template = createTestDatabase();
let database: Database;
beforeAll(async () => {
  database = openDatabase({ url: (await template).url, max: 1 });
  return () => database.close();
});

/** A primary key, unique index or foreign key, and its first column. */
type Key = { table: string; name: string; first: string | null };

const listKeys = (on: Database) =>
  on.query<Key>(
    `select t.relname as table, i.relname as name, a.attname as first
       from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
       left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0] and a.attnum > 0
      where x.indisunique and t.relnamespace = 'public'::regnamespace and not t.relispartition
     union all
     select t.relname, c.conname, a.attname
       from pg_constraint c join pg_class t on t.oid = c.conrelid
       join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1]
      where c.contype = 'f' and t.relnamespace = 'public'::regnamespace and not t.relispartition
      order by 1, 2`,
  );

/** Keys that begin with something else, by what becomes of their table. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  // It is the account.
  account: ["account_pkey"],
  // People, who may be members of several accounts: a copy everywhere.
  app_user: ["app_user_pkey"],
  known_network: ["known_network_pkey", "known_network_user_id_fkey"],
  recovery_code: ["recovery_code_pkey", "recovery_code_user_id_fkey"],
  two_factor: ["two_factor_pkey", "two_factor_user_id_fkey"],
  user_session: ["user_session_pkey", "user_session_user_id_fkey"],
  // References to people.
  member: ["member_user_id_fkey"],
  push_device: ["push_device_session_id_fkey"],
  // Random values and one sequence: unique within the account is enough, and an index finds them everywhere.
  api_token: ["api_token_secret"],
  deletion_plan: ["deletion_plan_token"],
  file: ["file_id"],
  inbox: ["inbox_identifier"],
  password_link: ["password_link_secret"],
  // With the account in front of it there.
  outbox: ["outbox_pkey"],
  sso_identity: ["sso_identity_user"],
  // Of the installation, in one place.
  _prisma_migrations: ["_prisma_migrations_pkey"],
  file_removal: ["file_removal_pkey"],
  installation: ["installation_pkey"],
  rate_limit: ["rate_limit_pkey"],
  relay_state: ["relay_state_pkey"],
};

test("every key begins with the account, except those that are decided", async () => {
  const keys = await listKeys(database);
  expect(keys.length).toBeGreaterThan(100);
  const others = keys.filter(({ first }) => first !== "account_id");
  const decided = Object.entries(OTHERS).flatMap(([table, names]) => names.map((name) => `${table} ${name}`));
  expect(others.map(({ table, name }) => `${table} ${name}`).sort()).toEqual(decided.sort());
});

/** In place of the functions of Citus: each notes how its table or function is distributed. */
const STAND_INS = `
  create table citus_note (table_name regclass primary key, kind text not null, by_column text);
  create function create_distributed_table(table_name regclass, distribution_column text, distribution_type text default 'hash',
    colocate_with text default 'default') returns void language sql as
    $$ insert into citus_note values ($1, case when $4 in ('account', 'default') then 'distributed' end, $2) $$;
  create function create_reference_table(table_name regclass) returns void language sql as
    $$ insert into citus_note values ($1, 'reference') $$;
  create function citus_add_local_table_to_metadata(table_name regclass) returns void language sql as
    $$ insert into citus_note values ($1, 'local') $$;
  create function create_distributed_function(function_name regprocedure, distribution_arg_name text, colocate_with text)
    returns void language sql as $$ select $$`;

/** Citus refuses a unique key of a distributed table without the column by which the table is distributed. */
const KEYS_WITHOUT_ACCOUNT = `
  select i.relname as name from citus_note n join pg_index x on x.indrelid = n.table_name and x.indisunique
    join pg_class i on i.oid = x.indexrelid
   where n.kind = 'distributed' and not exists (
     select 1 from pg_attribute a where a.attrelid = n.table_name and a.attnum = any(x.indkey::int2[]) and a.attname = n.by_column)`;

/** A reference may lead to a copy everywhere, or by the account to a row beside it. */
const REFERENCES_ELSEWHERE = `
  select c.conname as name from pg_constraint c join citus_note f on f.table_name = c.conrelid
    join citus_note t on t.table_name = c.confrelid
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
   where c.contype = 'f' and t.kind <> 'reference'
     and not (f.kind = 'distributed' and t.kind = 'distributed' and a.attname = f.by_column and b.attname = t.by_column)`;

test("deploy/citus.sql distributes every table, and leaves no key that Citus refuses", async () => {
  const { url } = await createDatabaseForTest();
  const copy = openDatabase({ url, max: 1 });
  onTestFinished(() => copy.close());
  const namesOf = async (text: string) => (await copy.query<{ name: string }>(text)).map(({ name }) => name);
  await copy.query(STAND_INS);
  await copy.query(readFileSync("deploy/citus.sql", "utf8"));
  const undecided = `
    select c.relname as name from pg_class c left join citus_note n on n.table_name = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and n.kind is null
     order by 1`;
  expect(await namesOf(undecided)).toEqual(["_prisma_migrations", "citus_note"]);
  const apart = `
    select n.table_name::text as name from citus_note n
     where (n.kind = 'distributed') <> (n.table_name = 'account'::regclass or exists (
       select 1 from pg_attribute a where a.attrelid = n.table_name and a.attname = 'account_id'))`;
  expect(await namesOf(apart)).toEqual([]);
  expect(await namesOf(KEYS_WITHOUT_ACCOUNT)).toEqual([]);
  expect(await namesOf(REFERENCES_ELSEWHERE)).toEqual([]);
});
