import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRun } from "@/server/commands/_run/run";
import { formatPosition } from "@/server/contract/event/cursor";
import { FILE_BYTES_MAX, MESSAGE_FILES_MAX } from "@/server/domain/message/file";
import { createFolderStore } from "@/server/lib/files/folder-store";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import type { Database } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { contactsRouter } from "@/server/trpc/conversations/contacts";
import { conversationsRouter } from "@/server/trpc/conversations/conversations";
import { messagesRouter } from "@/server/trpc/conversations/messages";
import { router } from "@/server/trpc/trpc";
import { callerOf } from "./fill";

const screens = router({
  contacts: contactsRouter,
  conversations: conversationsRouter,
  messages: messagesRouter,
});
export type Screens = ReturnType<typeof screens.createCaller>;

/** The screens' procedures for a member of account 1: all of the product but HTTP. */
export function openScreens(database: Database, inboxes?: readonly number[]): Screens {
  const now = () => new Date();
  const at = now();
  const caller = callerOf(1, inboxes);
  const session: SessionCaller = {
    ...caller,
    sessionId: null,
    authenticatedAt: at,
    lacksTwoFactor: false,
    member: {
      id: 101,
      role: inboxes ? "agent" : "administrator",
      inboxIds: inboxes ? [...inboxes] : [],
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
  const run = createRun({ database, now, onCommitted: () => {} });
  return screens.createCaller({
    database: forAccount(database, session.accountId),
    allAccounts: database,
    run,
    now,
    caller: session,
    mailsLinks: false,
    countExpensive: async () => {},
    singleSignOn: null,
    hasPasswords: true,
    files: createFolderStore(join(tmpdir(), "tickline-bench-files")), // no screen's query reads bytes
    fileLimits: { bytesMax: FILE_BYTES_MAX, perMessage: MESSAGE_FILES_MAX },
    uploads: UNLIMITED,
    outside: null,
    readCaller: async () => session,
  });
}

/** One screen's query, and how many rows its answer must have in a database of any size. */
export type Scenario = {
  name: string;
  rows: number | null;
  /** The inboxes of the agent who queries; without it, the administrator queries. */
  inboxes?: readonly number[];
  query(screens: Screens, deep: string): Promise<unknown>;
};

const PAGE = 25;
/** As many as even the smallest database has. */
const SHORT_PAGE = 10;
const AGENT = [1, 2, 5];

const list = (
  name: string,
  filter: Omit<Parameters<Screens["conversations"]["list"]>[0], "limit" | "cursor">,
  { rows = PAGE, ...more }: { rows?: number; inboxes?: readonly number[] } = {},
): Scenario => ({
  name,
  rows,
  ...more,
  query: (screens) => screens.conversations.list({ ...filter, limit: rows }),
});

export const SCENARIOS: readonly Scenario[] = [
  list("open", { status: "open" }),
  list("resolved", { status: "resolved" }),
  {
    name: "resolved-page-200",
    rows: PAGE,
    query: (screens, cursor) => screens.conversations.list({ status: "resolved", cursor, limit: PAGE }),
  },
  list("any-status", {}),
  list("open-by-created", { status: "open", sort: "created_at" }),
  list("open-by-waiting", { status: "open", sort: "waiting_since" }),
  list("one-inbox", { status: "open", inboxId: 101 }),
  list("mine", { status: "open", assignee: "me" }, { rows: SHORT_PAGE }),
  list("unassigned", { status: "open", assignee: "unassigned" }),
  list("assigned", { status: "open", assignee: "assigned" }),
  list("label", { label: "billing" }),
  list("label-rare", { label: "vip" }, { rows: SHORT_PAGE }),
  list("label-open", { label: "billing", status: "open" }),
  list("agent-open", { status: "open" }, { inboxes: AGENT }),
  list("agent-unassigned", { status: "open", assignee: "unassigned" }, { inboxes: AGENT }),
  list("agent-label", { label: "billing" }, { inboxes: AGENT }),
  { name: "counters", rows: null, query: (screens) => screens.conversations.counts() },
  { name: "counters-agent", rows: null, inboxes: AGENT, query: (screens) => screens.conversations.counts() },
  { name: "thread-50", rows: 50, query: (screens) => screens.messages.list({ displayId: 1, limit: 50 }) },
  { name: "thread-50k", rows: 50, query: (screens) => screens.messages.list({ displayId: 2, limit: 50 }) },
  {
    name: "thread-50k-middle",
    rows: 50,
    query: (screens) => screens.messages.list({ displayId: 2, limit: 50, before: 25_000 }),
  },
  { name: "conversation", rows: null, query: (screens) => screens.conversations.get({ displayId: 200 }) },
  { name: "contacts", rows: PAGE, query: (screens) => screens.contacts.list({ limit: PAGE }) },
];

/** The cursor of page 200, or of the last page of a shorter list. */
export async function deepCursor(database: Database): Promise<string> {
  const rows = await database.query<{ at: Date; id: number }>(
    `select last_activity_at as at, id from conversation where account_id = 1 and lifecycle = 'live' and status = 'resolved'
      order by last_activity_at desc, id desc
      offset least(199 * ${PAGE}, (select count(*) * 8 / 10 from conversation
                                    where account_id = 1 and lifecycle = 'live' and status = 'resolved')) limit 1`,
  );
  const [row] = rows;
  if (!row) throw new Error("account 1 has no resolved conversations");
  return formatPosition([row.at.toISOString(), row.id]);
}
