import { afterAll, beforeAll, expect, test } from "vitest";
import { callerOf, fill, zipf } from "@/bench/list/fill";
import type { Caller } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import { FILL_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { createTestDatabase } from "@/test/support/database/database";
import { type Reading, readKeptPlans, readPlans } from "@/test/support/database/plan";
import { listCompanies } from "./companies";
import { findContactsBy } from "./find-contacts";
import { getContact, listContacts } from "./list-contacts";
import { countContacts, listContactsPage } from "./list-contacts-page";

let database: Database;
/** The same with one connection. */
let single: Database;
/** The contacts of the smallest of these inboxes. */
let few: number;
beforeAll(async () => {
  const { url, appUrl } = await createTestDatabase();
  const filler = openDatabase({ url, max: 1, limits: FILL_LIMITS });
  await fill(filler, zipf(30_000, 10));
  await filler.query(`
    insert into contact_inbox (account_id, contact_id, inbox_id, source_id, created_at)
    select distinct account_id, contact_id, inbox_id, 'at ' || contact_id, now() from conversation`);
  await filler.query(`
    insert into company (account_id, id, name, created_at, updated_at)
    select 1, n, 'Company ' || n, now(), now() from generate_series(1, 20) n`);
  const linked = "id in (select contact_id from contact_inbox)";
  await filler.query(`update contact set company_id = 1 + id % 20 where account_id = 1 and ${linked}`);
  await filler.query("update contact set created_by_token_id = 7 where account_id = 1 and id % 1000 = 0");
  await filler.query(`
    insert into contact_label (account_id, label, contact_id)
    select 1, 'vip', id from contact where account_id = 1 and id % 5 = 0 and ${linked}`);
  for (const table of ["contact", "contact_inbox", "contact_label", "company"])
    await filler.query(`vacuum analyze ${table}`);
  const [row] = await filler.query<{ few: number }>(
    "select count(*)::int as few from contact_inbox where account_id = 1 and inbox_id = $1",
    [SMALLEST],
  );
  few = row?.few ?? 0;
  await filler.close();
  database = openDatabase({ url: appUrl, allAccountsUrl: url, max: 4 });
  single = openDatabase({ url: appUrl, allAccountsUrl: url, max: 1 });
}, 120_000);
afterAll(() => Promise.all([database.close(), single.close()]));

const LIMIT = 20;
const SMALLEST = 110;

/** A token for these inboxes of account 1. */
function tokenFor(inboxes: readonly number[]): Caller {
  const caller = callerOf(1, inboxes);
  const inboxIds = caller.inboxIds === "all" ? [] : caller.inboxIds;
  return { ...caller, tokenId: 7, contactScope: { inboxIds, tokenId: 7 } };
}
const CALLERS = [tokenFor([10]), tokenFor([1, 2, 10]), tokenFor([])];

const seqScans = (readings: readonly Reading[]) => readings.flatMap((reading) => reading.seqScans);
const rowsRead = (readings: readonly Reading[]) =>
  readings.reduce((sum, reading) => sum + reading.rowsRead, 0);

/** The plans of a query by its parameters, and those that a connection keeps. */
const plansOf = async (query: (db: Database) => Promise<unknown>) => [
  await readPlans(forAccount(database, 1), query),
  await readKeptPlans(forAccount(single, 1), query),
];

test("a page of a token's contacts reads a page of each of its inboxes and of what it created, at any depth", async () => {
  for (const caller of CALLERS)
    for (const cursor of [null, formatPosition([3000])])
      for (const readings of await plansOf((db) => listContacts(db, caller, { cursor, limit: LIMIT }))) {
        expect(seqScans(readings)).toEqual([]);
        const runs = (caller.contactScope?.inboxIds.length ?? 0) + 1;
        expect(rowsRead(readings)).toBeLessThanOrEqual((runs + 1) * (LIMIT + 1));
      }
});

test("a token's contacts with a label or of a company are looked up one by one, no further than the page", async () => {
  for (const narrow of [{ label: "vip" }, { companyId: 3 }])
    for (const readings of await plansOf((db) =>
      listContacts(db, tokenFor([1, 2]), { ...narrow, limit: LIMIT }),
    )) {
      expect(seqScans(readings)).toEqual([]);
      expect([narrow, rowsRead(readings) <= 8 * LIMIT]).toEqual([narrow, true]);
    }
});

test("one contact, contacts by address and companies of a token are found by index", async () => {
  for (const readings of await plansOf(async (db) => {
    await getContact(db, tokenFor([1]), 3000);
    await findContactsBy(db, tokenFor([1]), [{ identifier: null, email: "c4711@x.example", phone: null }]);
  })) {
    expect(seqScans(readings)).toEqual([]);
    expect(rowsRead(readings)).toBeLessThanOrEqual(10);
  }
  const [companies = []] = await plansOf((db) => listCompanies(db, tokenFor([10]), { limit: LIMIT }));
  expect(seqScans(companies).filter((table) => table !== "company")).toEqual([]);
});

test("numbered pages of a token for a small inbox, and their counts, read the contacts of the inbox", async () => {
  const readings = await readPlans(forAccount(database, 1), async (db) => {
    for (const query of [null, "c4711@", "no such thing"]) {
      await listContactsPage(db, tokenFor([10]), { query, page: 1, size: 15 });
      await countContacts(db, tokenFor([10]), { query });
    }
  });
  expect(seqScans(readings)).toEqual([]);
  for (const reading of readings) expect(reading.rowsRead).toBeLessThanOrEqual(3 * (few + 10));
});
