import { afterAll, beforeAll, expect, test } from "vitest";
import { ROLES } from "@/server/lib/postgres/roles";
import { createWorld, type World } from "@/test/support/scenes/world";

// Row-level security is decided per table: a new one fails here until somebody has decided (docs/decisions/0031).

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

type Table = {
  name: string;
  isPartition: boolean;
  hasAccount: boolean;
  isSecured: boolean;
  policies: string[];
  /** Of the plain role. */
  rights: string[];
};

const listTables = () =>
  world.database.query<Table>(
    `select c.relname as name, c.relispartition as "isPartition", c.relrowsecurity as "isSecured",
            exists (select 1 from pg_attribute a
                     where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped) as "hasAccount",
            array(select p.polname::text from pg_policy p where p.polrelid = c.oid order by 1) as policies,
            array(select r from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'trigger', 'references']) r
                   where has_table_privilege($1, c.oid, r)) as rights
       from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
    [ROLES.app],
  );

/** Numbers of grams and ids: its index could not be used under a policy. */
const READ_BY_ALL = ["search_entry"];
/** Of people, who may be members of several accounts: visible through their membership. */
const OF_MEMBERS = ["app_user", "known_network", "recovery_code", "two_factor", "user_session"];
/** Of the installation. */
const OF_NOBODY = {
  _prisma_migrations: [],
  file_removal: ["insert"],
  installation: [],
  rate_limit: [],
  relay_state: ["select"],
};

test("every table with an account's rows has row-level security and the account's policy", async () => {
  const tables = await listTables();
  const ofAccounts = tables.filter(({ isPartition, hasAccount }) => hasAccount && !isPartition);
  expect(ofAccounts.length).toBeGreaterThan(50);
  const secured = ofAccounts.filter(({ isSecured, policies }) => isSecured && policies.includes("account"));
  expect(ofAccounts.filter((table) => !secured.includes(table)).map(({ name }) => name)).toEqual(READ_BY_ALL);
  for (const { name, rights } of tables.filter(({ name }) => READ_BY_ALL.includes(name)))
    expect(rights, name).toEqual(["select"]);
});

test("the plain role has no right on a partition, also on one made later", async () => {
  await world.database.query("select ensure_partitions('2031-05-01', 1)");
  const partitions = (await listTables()).filter(({ isPartition }) => isPartition);
  expect(partitions.map(({ name }) => name)).toContain("event_203105");
  for (const { name, isSecured, rights } of partitions)
    expect([name, isSecured, rights]).toEqual([name, true, []]);
});

test("every table without an account is decided", async () => {
  const others = (await listTables()).filter(({ hasAccount }) => !hasAccount);
  const secured = others.filter(({ policies }) => policies.includes("account")).map(({ name }) => name);
  expect(secured).toEqual(["account", ...OF_MEMBERS].sort());
  const open = others.filter(({ name }) => !secured.includes(name));
  expect(Object.fromEntries(open.map(({ name, rights }) => [name, rights]))).toEqual(OF_NOBODY);
});

test("the plain role may neither truncate a table nor add a trigger or a reference", async () => {
  for (const { name, rights } of await listTables())
    expect(
      rights.filter((right) => ["truncate", "trigger", "references"].includes(right)),
      name,
    ).toEqual([]);
});

test("neither the plain role nor the worker owns anything or has a power over the server", async () => {
  const roles = await world.database.query<{ name: string; powers: boolean; owned: number; groups: number }>(
    `select rolname as name, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as powers,
            (select count(*) from pg_class where relowner = r.oid)::int as owned,
            (select count(*) from pg_auth_members where member = r.oid)::int as groups
       from pg_roles r where rolname = any($1)`,
    [[ROLES.app, ROLES.worker]],
  );
  expect(roles.map(({ powers, owned, groups }) => [powers, owned, groups])).toEqual([
    [false, 0, 0],
    [false, 0, 0],
  ]);
});
