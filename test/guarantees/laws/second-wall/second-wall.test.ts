import type pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { NO_SEARCH_FILTER } from "@/server/contract/search/constants";
import { createClient } from "@/server/lib/postgres/connection";
import { findContactBy } from "@/server/queries/contacts/find-contacts";
import { listContacts } from "@/server/queries/contacts/list-contacts";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import { listMembers } from "@/server/queries/members/members";
import { search } from "@/server/queries/search/search";
import { searchResults } from "@/server/queries/search/search-results";
import { type Database, openDatabase, sqlState } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { indexDue } from "@/server/store/search/search-index";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let ours: Stage;
let theirs: Stage;
let appUrl: string;
let app: pg.Client;
beforeAll(async () => {
  world = await createWorld();
  appUrl = world.appUrl;
  [ours, theirs] = [await createStage(world), await createStage(world)];
  await world.relay();
  while ((await indexDue(world.database, 200)) > 0);
  app = createClient(appUrl);
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await world.close();
});

/** Runs a statement as the plain role, for an account or for none; nothing of it stays. */
async function asApp<R extends pg.QueryResultRow>(
  accountId: number | null,
  text: string,
  values: unknown[] = [],
) {
  await app.query(
    accountId === null ? "begin; reset app.account_id" : `begin; set local app.account_id = '${accountId}'`,
  );
  try {
    return await app.query<R>(text, values);
  } finally {
    await app.query("rollback");
  }
}

const codeOf = (work: Promise<unknown>) => work.then(() => null, sqlState);
const FORBIDDEN = "42501";

/** The tables with rows of both accounts that the plain role may read. */
const tenantTables = async (): Promise<string[]> => {
  const tables = await world.database.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
        and has_table_privilege('tickline_app', c.oid, 'select') order by 1`,
  );
  return tables.map(({ name }) => name);
};
const countOf = async (table: string, { accountId }: Stage): Promise<number> => {
  const rows = await world.database.query<{ count: number }>(
    `select count(*)::int as count from "${table}" where account_id = $1`,
    [accountId],
  );
  return rows[0]?.count ?? 0;
};

test("without an account no row of any account is visible", async () => {
  for (const table of [...(await tenantTables()), "account", "user_session"]) {
    const { rows } = await asApp(null, `select count(*)::int as count from "${table}"`);
    expect([table, rows]).toEqual([table, [{ count: 0 }]]);
  }
  expect((await asApp(null, "select id from app_user")).rows).toEqual([]);
});

test("with an account its rows are visible, and those of another are neither read nor changed", async () => {
  let shared = 0;
  for (const table of await tenantTables()) {
    const [own, foreign] = [await countOf(table, ours), await countOf(table, theirs)];
    if (own > 0 && foreign > 0) shared++;
    const { rows } = await asApp(ours.accountId, `select account_id::int as account from "${table}"`);
    expect([table, rows.length]).toEqual([table, own]);
    expect(rows.every(({ account }) => account === ours.accountId)).toBe(true);
    const where = `"${table}" where account_id = ${theirs.accountId}`;
    const deleted = await asApp(ours.accountId, `delete from ${where}`).catch(sqlState);
    expect([0, FORBIDDEN]).toContain(typeof deleted === "string" ? deleted : deleted?.rowCount);
  }
  expect(shared).toBeGreaterThan(10);
});

test("a row of another account can be neither added nor taken over", async () => {
  const label =
    "insert into label (account_id, name, colour, description, created_at, updated_at) values ($1, 'x', 'red', '', now(), now())";
  expect(await codeOf(asApp(ours.accountId, label, [theirs.accountId]))).toBe(FORBIDDEN);
  expect(await codeOf(asApp(ours.accountId, "update contact set account_id = $1", [theirs.accountId]))).toBe(
    FORBIDDEN,
  );
});

test("the functions that find keys as the owner find none of another account", async () => {
  for (const [own, foreign] of [
    [ours, theirs],
    [theirs, ours],
  ] as const) {
    const ask = (accountId: number) =>
      asApp<{ email: number[]; part: number[] }>(
        own.accountId,
        `select array(select contact_ids_by_email($1, '{li@example.test}'))::int[] as email,
                array(select contact_ids_like($1, '%li@example%', false, true, 9, 0))::int[] as part,
                array(select key from idempotency_keys_about($1, array['conversation:' || $2])) as keys`,
        [accountId, foreign.conversation.id],
      );
    expect((await ask(own.accountId)).rows).toMatchObject([
      { email: [own.contact.id], part: [own.contact.id] },
    ]);
    expect((await ask(foreign.accountId)).rows).toEqual([{ email: [], part: [], keys: [] }]);
  }
});

test("a member of another account is not visible, and no password hash is", async () => {
  const { rows } = await asApp<{ id: string }>(ours.accountId, "select id from app_user");
  const members = await listMembers(world.database, ours.admin);
  expect(rows.map(({ id }) => Number(id)).sort()).toEqual(members.map(({ id }) => id).sort());
  expect(await codeOf(asApp(ours.accountId, "select password_hash from app_user"))).toBe(FORBIDDEN);
});

describe("the plain role is refused", () => {
  test.each([
    ["a program on the server", "copy label to program 'true'"],
    ["a file on the server", "copy label to '/tmp/second-wall'"],
    ["a file's content", "select pg_read_file('postgresql.conf')"],
    ["a large object from a file", "select lo_import('/etc/hostname')"],
    ["a large object", "select lo_from_bytea(0, 'mine')"],
    ["another large object", "select lo_create(0)"],
    ["a notification of other processes", "select pg_notify('tickline', 'wake')"],
    ["a table", "create table mine (id int)"],
    ["a temporary table", "create temporary table mine (id int)"],
    ["a function", "create function mine() returns int language sql as 'select 1'"],
    ["another role", "set role tickline_owner"],
    ["the superuser", "set session authorization tickline"],
    ["a right", "alter role tickline_app bypassrls"],
    ["a policy", "alter table contact disable row level security"],
    ["another account within a query", "select set_config('app.account_id', '2', false)"],
    ["the migrations", "delete from _prisma_migrations"],
    ["the partitions", "select * from event_default"],
    ["a drop of the log", "select drop_events_of_month('202001')"],
    ["a drop of receipts", "select drop_receipts_of_month('202001')"],
    ["an analysis of a table", "select analyze_if_grown('message')"],
  ])("%s", async (_, statement) => {
    expect(await codeOf(asApp(ours.accountId, statement))).toBe(FORBIDDEN);
  });
});

/** What injected SQL does: every comparison with the caller's account is always true. */
function injected(database: Database): Database {
  const inject = (text: string) => text.replaceAll(/((?:\w+\.)?account_id) = (\$\d+)/g, "($1 = $2 or true)");
  const db = (inner: Pick<Database, "query" | "raw">): Pick<Database, "query" | "raw"> => ({
    query: (sql, values, account) =>
      inner.query(inject(typeof sql === "string" ? sql : sql.text), values, account),
    raw: (text, values, account) => inner.raw(inject(text), values, account),
  });
  return {
    ...database,
    ...db(database),
    transaction: (work, account) => database.transaction((inner) => work(db(inner)), account),
    snapshot: (work, account) => database.snapshot((inner) => work(db(inner)), account),
  };
}

test("a query whose condition on the account was injected away shows nothing of another account", async () => {
  const open = injected(world.database);
  const walled = forAccount(open, ours.accountId);
  const questions: Record<string, (database: Database) => Promise<unknown>> = {
    conversations: (database) => listConversations(database, ours.admin, { limit: 50 }),
    contacts: (database) => listContacts(database, ours.admin, { limit: 50 }),
    members: (database) => listMembers(database, ours.admin),
    "contact by email": (database) => findContactBy(database, ours.admin, { email: "li@example.test" }),
    search: (database) => search(database, ours.admin, { query: "Li Wen", kind: null, limit: 20 }),
    "all results": (database) =>
      searchResults(database, ours.admin, { query: "Li Wen", filter: NO_SEARCH_FILTER, limit: 20 }),
  };
  for (const [name, ask] of Object.entries(questions)) {
    const own = forAccount(world.database, ours.accountId);
    expect([name, await ask(walled)]).toEqual([name, await ask(own)]);
  }
  const reached = await listConversations(open, ours.admin, { limit: 50 });
  expect(reached.data.map(({ conversation }) => conversation.id)).toContain(theirs.conversation.id); // without the wall
});

describe.each([
  ["on connections of its own", true],
  ["behind a pooler in transaction mode", false],
])("%s", (_, prepares) => {
  const contactsOf = async (database: Database) =>
    (await database.query<{ id: number }>("select id from contact order by id")).map(({ id }) => id);

  test("an account does not stay on a connection that another one uses next", async () => {
    const database = openDatabase({ url: appUrl, allAccountsUrl: world.url, max: 1, prepares });
    onTestFinished(() => database.close());
    const [a, b] = [forAccount(database, ours.accountId), forAccount(database, theirs.accountId)];
    for (const [scoped, stage] of [
      [a, ours],
      [b, theirs],
      [a, ours],
      [a, ours],
    ] as const) {
      expect(await contactsOf(scoped)).toEqual([stage.contact.id]);
      await expect(scoped.query("select 1 / 0 from contact")).rejects.toThrow("division");
      await expect(
        scoped.transaction(async (db) => {
          await db.query("select 1 from contact");
          throw new Error("rolled back");
        }),
      ).rejects.toThrow("rolled back");
      expect(await scoped.snapshot((db) => db.query("select id from contact"))).toEqual([
        { id: stage.contact.id },
      ]);
    }
    const both = await Promise.all([contactsOf(a), contactsOf(b), contactsOf(a)]);
    expect(both).toEqual([[ours.contact.id], [theirs.contact.id], [ours.contact.id]]);
  });
});
