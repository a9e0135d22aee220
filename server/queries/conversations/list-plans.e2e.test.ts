import { afterAll, beforeAll, expect, test } from "vitest";
import { BUSY_CONTACT, fill, THREADS, zipf } from "@/bench/list/fill";
import { formatPosition } from "@/server/contract/event/cursor";
import { NO_SEARCH_FILTER } from "@/server/contract/search/constants";
import { listConversationDetails } from "@/server/dialects/chatwoot/queries/list-conversation-details";
import { listContacts } from "@/server/queries/contacts/list-contacts";
import { countContacts, listContactsPage } from "@/server/queries/contacts/list-contacts-page";
import { listFiles } from "@/server/queries/messages/files";
import { listMessages } from "@/server/queries/messages/list-messages";
import { searchResults } from "@/server/queries/search/search-results";
import { FILL_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { createTestDatabase } from "@/test/support/database/database";
import { admin, agent, CASES } from "@/test/support/database/list-plan-cases";
import { type Reading, readKeptPlans, readPlans } from "@/test/support/database/plan";
import { countConversations } from "./count-conversations";
import { findConversationsPage, getConversation } from "./get-conversation";

import { listConversations } from "./list-conversations";
import type { ConversationFilter } from "./list-source";
import { countLists, readCounters, readOwnMarks } from "./read-counters";

let database: Database;
/** The same with one connection. */
let single: Database;
beforeAll(async () => {
  const { url, appUrl } = await createTestDatabase();
  const filler = openDatabase({ url, max: 1, limits: FILL_LIMITS });
  await fill(filler, zipf(30_000, 10));
  await filler.query("update message set attachments = '[{}]' where account_id = 1 and number % 20 = 0");
  await filler.close();
  database = openDatabase({ url: appUrl, allAccountsUrl: url, max: 4 });
  single = openDatabase({ url: appUrl, allAccountsUrl: url, max: 1 });
}, 120_000);
afterAll(() => Promise.all([database.close(), single.close()]));

const LIMIT = 50;
/** A page and one row: the run's rows, then conversation, contact and last message of each. */
const ROWS = 4 * (LIMIT + 1);

const seqScans = (readings: readonly Reading[]) => readings.flatMap((reading) => reading.seqScans);

test.each(CASES)("$name reads at most a page per run of $index, at any depth", async (testCase) => {
  const { caller, filter, index, runs } = testCase;
  for (const cursor of [null, formatPosition(["2026-06-01T00:00:00.000Z", 1])]) {
    const list = (db: Database) => listConversations(db, caller, { ...filter, cursor, limit: LIMIT });
    const read = [await readPlans(forAccount(database, caller.accountId), list)];
    if (caller.accountId === 1) read.push(await readKeptPlans(forAccount(single, 1), list));
    for (const readings of read) {
      expect(seqScans(readings)).toEqual([]);
      const [page] = readings;
      // In a small account several indexes cost the same.
      if (caller.accountId === 1) expect(page?.indexes).toContain(index);
      expect(page?.rowsRead).toBeLessThanOrEqual(runs * (LIMIT + 1) + ROWS);
      expect(page?.rowsSorted).toBeLessThanOrEqual(runs * (LIMIT + 1));
    }
  }
});

test("a contact's list reads no more rows than the contact has", async () => {
  const [page, ...others] = await readPlans(forAccount(database, 1), (db) =>
    listConversations(db, admin, { contactId: 1, limit: LIMIT }),
  );
  expect(page?.indexes).toContain("conversation_by_contact");
  expect(page?.rowsRead).toBeLessThanOrEqual(BUSY_CONTACT + ROWS);
  expect(seqScans(others)).toEqual([]);
});

test.each([1, 2])(
  "a thread and its files read as many rows as they show, from the end or before any number (conversation %i)",
  async (displayId) => {
    const length = displayId === 1 ? THREADS.short : THREADS.long;
    for (const before of [null, Math.ceil(length / 2), 2]) {
      const page = { conversation: { displayId }, limit: LIMIT };
      const cursor = before === null ? null : formatPosition([before]);
      const readings = await readPlans(forAccount(database, 1), async (db) => {
        await listMessages(db, admin, { ...page, before });
        await listFiles(db, admin, { ...page, cursor });
      });
      expect(seqScans(readings)).toEqual([]);
      const [thread, ...others] = readings;
      expect(thread?.rowsRead).toBeLessThanOrEqual(LIMIT + 1 + 1); // and the conversation
      for (const reading of others) expect(reading.rowsRead).toBeLessThanOrEqual(LIMIT + 1);
      for (const reading of readings) expect(reading.rowsSorted).toBeLessThanOrEqual(LIMIT + 1);
    }
  },
);

test("one conversation, the counters and counts scan no table", async () => {
  const readings = await readPlans(forAccount(database, 1), async (db) => {
    await getConversation(db, admin, { displayId: 77 });
    await readCounters(db, agent);
    await countConversations(db, agent, { status: "open", assignee: "me" });
    await countConversations(db, agent, { contactId: 1 });
    await countConversations(db, agent, { label: "vip" });
  });
  expect(seqScans(readings)).toEqual([]);
});

test("a page of conversations with files reads a bounded number of lists and looks into each by an index", async () => {
  for (const caller of [admin, agent]) {
    const readings = await readPlans(forAccount(database, 1), (db) =>
      searchResults(db, caller, { query: "", filter: { ...NO_SEARCH_FILTER, hasFiles: true }, limit: 25 }),
    );
    expect(seqScans(readings)).toEqual([]);
    expect(readings.length).toBeLessThanOrEqual(10 * 3);
    for (const { rowsRead } of readings) expect(rowsRead).toBeLessThanOrEqual(3 * 4 * (LIMIT + 1) + ROWS);
  }
});

test("a member's marks of a page are read by their key, and counts of several lists in one statement of bounded reads", async () => {
  const filters: ConversationFilter[] = [
    { label: "vip" },
    { priority: "high", status: "open" },
    { teamId: 104, status: "resolved" },
    { assignee: "me", sort: "waiting_since" },
  ];
  const max = 99;
  const [marks, counted, ...more] = await readPlans(forAccount(database, 1), async (db) => {
    await readOwnMarks(db, agent, [1, 2, 3]);
    await countLists(db, agent, { filters, max });
  });
  expect(more).toEqual([]);
  expect(seqScans([marks, counted].flatMap((one) => one ?? []))).toEqual([]);
  const runs = filters.length * 3 * 4; // each list reads a run per inbox and status
  expect(counted?.rowsRead).toBeLessThanOrEqual(runs * (max + 1) * 2);
});

test("contacts by page, or by a part of a name, an address or a number, are not all read", async () => {
  for (const query of [null, "md5", "c4711@", "+49471", "no such thing"])
    for (const cursor of [null, formatPosition(query === null ? [5000] : [1, 5000])]) {
      const readings = await readPlans(forAccount(database, 1), (db) =>
        listContacts(db, admin, { query, cursor, limit: LIMIT }),
      );
      expect(seqScans(readings)).toEqual([]);
      expect([query, Math.max(...readings.map((reading) => reading.rowsRead)) < 2000]).toEqual([query, true]);
    }
});

test("the queries of dialects (details, numbered pages, their counts) use indexes", async () => {
  const ids = await database.query<{ id: number; inboxId: number }>(
    `select id, inbox_id as "inboxId" from conversation where account_id = 1 and id > 2 order by id limit 25`,
  );
  const filter = { status: "resolved" as const, page: 100, size: 25 };
  for (const caller of [admin, agent]) {
    const readings = await readPlans(forAccount(database, 1), (db) =>
      findConversationsPage(db, caller, filter),
    );
    expect(seqScans(readings)).toEqual([]);
    expect(readings[0]?.rowsRead).toBeLessThanOrEqual(99 * 25 * (caller === admin ? 1 : 3));
  }
  const readings = await readPlans(forAccount(database, 1), async (db) => {
    await listConversationDetails(db, 1, ids);
    await listContactsPage(db, { accountId: 1 }, { query: "c4711@", page: 1, size: 15 });
    await countContacts(db, { accountId: 1 }, { query: "c4711@" });
  });
  expect(seqScans(readings)).toEqual([]);
  for (const { rowsRead } of readings) expect(rowsRead).toBeLessThanOrEqual(25 * 7);
});
