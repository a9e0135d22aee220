import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerOf, fill } from "@/bench/list/fill";
import { createRun } from "@/server/commands/_run/run";
import { listConversationDetails } from "@/server/dialects/chatwoot/queries/list-conversation-details";
import { FILE_BYTES_MAX, MESSAGE_FILES_MAX } from "@/server/domain/message/file";
import { createFolderStore } from "@/server/lib/files/folder-store";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { contactsRouter } from "@/server/trpc/conversations/contacts";
import { conversationsRouter } from "@/server/trpc/conversations/conversations";
import { messagesRouter } from "@/server/trpc/conversations/messages";
import { router } from "@/server/trpc/trpc";
import { createTestDatabase, watchDatabase } from "@/test/support/database/database";

const FEW = 10;
const MANY = 1000;
const screens = router({
  contacts: contactsRouter,
  conversations: conversationsRouter,
  messages: messagesRouter,
});

let database: Database;
beforeAll(async () => {
  const { url } = await createTestDatabase();
  const filler = openDatabase({ url, max: 1 });
  await fill(filler, [FEW, MANY], { short: FEW, long: MANY });
  await filler.close();
  database = openDatabase({ url, max: 4 });
}, 60_000);
afterAll(() => database.close());

function sessionOf(accountId: number): SessionCaller {
  const caller = callerOf(accountId);
  const at = new Date();
  return {
    ...caller,
    sessionId: null,
    authenticatedAt: at,
    lacksTwoFactor: false,
    member: {
      id: accountId * 100 + 1,
      role: "administrator",
      inboxIds: [],
      name: "Ada",
      email: "ada@example.test",
      sessionVersion: 1,
      state: "active",
      availability: "online",
      avatarFileId: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    },
  };
}

type Screens = ReturnType<typeof screens.createCaller>;

/** How many statements a screen's query takes, and how many rows its answer has. */
async function cost(accountId: number, question: (caller: Screens) => Promise<unknown>) {
  let statements = 0;
  const counting = watchDatabase(database, () => void statements++);
  const now = () => new Date();
  const session = sessionOf(accountId);
  const caller = screens.createCaller({
    database: counting,
    allAccounts: counting,
    run: createRun({ database: counting, now, onCommitted: () => {} }),
    now,
    caller: session,
    mailsLinks: false,
    countExpensive: async () => {},
    singleSignOn: null,
    hasPasswords: true,
    files: createFolderStore(tmpdir()), // no query reads bytes
    fileLimits: { bytesMax: FILE_BYTES_MAX, perMessage: MESSAGE_FILES_MAX },
    uploads: UNLIMITED,
    outside: null,
    readCaller: async () => session,
  });
  const answer = await question(caller);
  const isPage =
    typeof answer === "object" && answer !== null && "data" in answer && Array.isArray(answer.data);
  return { statements, rows: isPage ? (answer.data as unknown[]).length : null }; // isPage has checked it
}

const LISTS: [string, (caller: Screens, limit: number) => Promise<unknown>][] = [
  ["conversations", (caller, limit) => caller.conversations.list({ limit })],
  ["one's own", (caller, limit) => caller.conversations.list({ limit, assignee: "me" })],
  ["by label", (caller, limit) => caller.conversations.list({ limit, label: "billing" })],
  ["contacts", (caller, limit) => caller.contacts.list({ limit })],
];

test.each(LISTS)("%s: the number of statements does not depend on the number of rows", async (_, list) => {
  const few = await cost(1, (caller) => list(caller, 10));
  const many = await cost(2, (caller) => list(caller, 100));
  expect(many.statements).toBe(few.statements);
  expect(few.statements).toBeLessThanOrEqual(2);
  expect(many.rows).toBeGreaterThan(few.rows ?? 0);
});

test("a thread takes one statement at any length", async () => {
  const few = await cost(1, (caller) => caller.messages.list({ displayId: 1, limit: 10 }));
  const many = await cost(1, (caller) => caller.messages.list({ displayId: 2, limit: 100, before: MANY }));
  expect([few, many]).toEqual([
    { statements: 1, rows: 10 },
    { statements: 1, rows: 100 },
  ]);
});

test("one conversation and all counters take one statement each, a history three", async () => {
  for (const accountId of [1, 2]) {
    expect((await cost(accountId, (caller) => caller.conversations.get({ displayId: 5 }))).statements).toBe(
      1,
    );
    expect((await cost(accountId, (caller) => caller.conversations.counts())).statements).toBe(1);
    const history = await cost(accountId, (caller) => caller.conversations.transitions({ displayId: 5 }));
    expect(history.statements).toBe(3);
  }
});

test("details of any number of conversations take three statements", async () => {
  for (const count of [10, 100]) {
    let statements = 0;
    const ids = await database.query<{ id: number; inboxId: number }>(
      `select id, inbox_id as "inboxId" from conversation where account_id = 2 limit ${count}`,
    );
    await listConversationDetails(
      watchDatabase(database, () => void statements++),
      2,
      ids,
    );
    expect(statements).toBe(3);
  }
});
