import { afterAll, beforeAll, expect, test } from "vitest";
import { BUSY_CONTACT, callerOf, fill, INBOXES, THREADS, zipf } from "@/bench/list/fill";
import type { Caller } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import { listContacts } from "@/server/queries/contacts/list-contacts";
import { countContacts, listContactsPage } from "@/server/queries/contacts/list-contacts-page";
import { listFiles } from "@/server/queries/messages/list-files";
import { listMessages } from "@/server/queries/messages/list-messages";
import { FILL_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { createTestDatabase } from "@/test/support/database/database";
import { type Reading, readKeptPlans, readPlans } from "@/test/support/database/plan";
import { countConversations } from "./count-conversations";
import { findConversationsPage } from "./find-conversations-page";
import { getConversation } from "./get-conversation";
import { listConversationDetails } from "./list-conversation-details";
import { listConversations } from "./list-conversations";
import type { ConversationFilter } from "./list-source";
import { readCounters } from "./read-counters";

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
const admin = callerOf(1);
const agent = callerOf(1, [1, 2, 5]);

const seqScans = (readings: readonly Reading[]) => readings.flatMap((reading) => reading.seqScans);

type Case = { name: string; caller: Caller; filter: ConversationFilter; index: string; runs: number };

const CASES: Case[] = [
  ...[admin, agent, callerOf(7)].flatMap((caller): Case[] => {
    const isAdmin = caller.inboxIds === "all";
    const who = isAdmin ? `administrator of account ${caller.accountId}` : "agent";
    const inboxes = isAdmin ? INBOXES : caller.inboxIds.length;
    const all = isAdmin
      ? { index: "conversation_by_status", runs: 1 }
      : { index: "conversation_by_inbox", runs: inboxes };
    const inboxId = caller.accountId * 100 + 2;
    return [
      { name: `${who}: open`, caller, filter: { status: "open" }, ...all },
      { name: `${who}: resolved`, caller, filter: { status: "resolved" }, ...all },
      { name: `${who}: any status`, caller, filter: {}, index: all.index, runs: all.runs * 4 },
      {
        name: `${who}: trash`,
        caller,
        filter: { lifecycle: "trashed" },
        index: all.index,
        runs: all.runs * 4,
      },
      {
        name: `${who}: one inbox`,
        caller,
        filter: { status: "open", inboxId },
        index: "conversation_by_inbox",
        runs: 1,
      },
      ...(["created_at", "waiting_since"] as const).flatMap((sort): Case[] => {
        const index = sort === "created_at" ? "conversation_by_created" : "conversation_by_waiting";
        return [
          { name: `${who}: open by ${sort}`, caller, filter: { status: "open", sort }, index, runs: inboxes },
          { name: `${who}: any by ${sort}`, caller, filter: { sort }, index, runs: inboxes * 4 },
          {
            name: `${who}: one inbox by ${sort}`,
            caller,
            filter: { status: "resolved", inboxId, sort },
            index,
            runs: 1,
          },
        ];
      }),
      {
        name: `${who}: mine`,
        caller,
        filter: { status: "open", assignee: "me" },
        index: "conversation_of_assignee",
        runs: inboxes,
      },
      {
        name: `${who}: mine in one inbox`,
        caller,
        filter: { status: "open", assignee: "me", inboxId },
        index: "conversation_of_assignee",
        runs: 1,
      },
      {
        name: `${who}: unassigned`,
        caller,
        filter: { status: "open", assignee: "unassigned" },
        index: "conversation_of_nobody",
        runs: inboxes,
      },
      {
        name: `${who}: assigned`,
        caller,
        filter: { status: "resolved", assignee: "assigned" },
        index: "conversation_of_anybody",
        runs: inboxes,
      },
      {
        name: `${who}: a member's`,
        caller,
        filter: { assigneeId: caller.accountId * 100 + 3 },
        index: "conversation_of_assignee",
        runs: inboxes * 4,
      },
      ...[1, 4, 9].map(
        (team): Case => ({
          name: `${who}: team ${team}`,
          caller,
          filter: { status: "resolved", teamId: caller.accountId * 100 + team },
          index: "conversation_of_team",
          runs: inboxes,
        }),
      ),
      ...(["high", "urgent", "low"] as const).map(
        (priority): Case => ({
          name: `${who}: priority ${priority}`,
          caller,
          filter: { priority },
          index: "conversation_of_priority",
          runs: inboxes * 4,
        }),
      ),
      ...["billing", "vip", "rare", "unknown"].map(
        (label): Case => ({
          name: `${who}: label ${label}`,
          caller,
          filter: { label },
          index: "conversation_label_list",
          runs: inboxes * 4,
        }),
      ),
      {
        name: `${who}: two labels`,
        caller,
        filter: { status: "open", labels: ["billing", "vip"] },
        index: "conversation_label_list",
        runs: inboxes * 2,
      },
    ];
  }),
];

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
      for (const reading of readings) {
        expect(reading.rowsRead).toBeLessThanOrEqual(LIMIT + 1);
        expect(reading.rowsSorted).toBeLessThanOrEqual(LIMIT + 1);
      }
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
    await listContactsPage(db, 1, { query: "c4711@", page: 1, size: 15 });
    await countContacts(db, 1, { query: "c4711@" });
  });
  expect(seqScans(readings)).toEqual([]);
  for (const { rowsRead } of readings) expect(rowsRead).toBeLessThanOrEqual(25 * 7);
});
