import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AGENTS, callerOf, fill, INBOXES, zipf } from "@/bench/list/fill";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { type Assignee, isInGroup, type ListGroup } from "@/server/contract/conversation/filter-group";
import { CONVERSATION_SORTS } from "@/server/contract/conversation/view";
import type { ConversationSort } from "@/server/queries/conversations/_list/sorts";
import { FILL_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { createTestDatabase } from "@/test/support/database/database";
import { holdsAsync } from "@/test/support/scenes/property";
import { countConversations } from "./count-conversations";
import { findConversationsPage } from "./get-conversation";
import { listConversations } from "./list-conversations";
import type { ConversationFilter } from "./list-source";

let database: Database;
beforeAll(async () => {
  const { url } = await createTestDatabase();
  const filler = openDatabase({ url, max: 1, limits: FILL_LIMITS });
  await fill(filler, zipf(600, 3), { short: 1, long: 1 });
  // Rows with the same instant are ordered by id.
  await filler.query(
    `update conversation set last_activity_at = date_trunc('month', last_activity_at),
            created_at = date_trunc('month', created_at),
            waiting_since = case when id % 3 = 0 then date_trunc('month', last_activity_at) end`,
  );
  await filler.close();
  database = openDatabase({ url, max: 4 });
}, 60_000);
afterAll(() => database.close());

type Row = {
  id: number;
  inboxId: number;
  contactId: number;
  status: ConversationDto["status"];
  lifecycle: string;
  assigneeId: number | null;
  labels: string[];
  priority: ConversationDto["priority"];
  teamId: number | null;
  lastActivityAt: Date;
  createdAt: Date;
  waitingSince: Date | null;
  mentionedIds: number[];
};

/** The ids that a list must show, in its order: all rows, filtered and sorted here. */
async function expected(caller: Caller, filter: ConversationFilter): Promise<number[]> {
  const rows = await database.query<Row>(
    `select id, inbox_id as "inboxId", contact_id as "contactId", status, lifecycle, assignee_id as "assigneeId", labels, priority,
            team_id as "teamId",
            last_activity_at as "lastActivityAt", created_at as "createdAt", waiting_since as "waitingSince",
            mentioned_ids as "mentionedIds"
       from conversation where account_id = $1`,
    [caller.accountId],
  );
  const { assignee = "any", labels = filter.label ? [filter.label] : null } = filter;
  const byAssignee = {
    any: () => true,
    me: (row: Row) => row.assigneeId === caller.userId,
    unassigned: (row: Row) => row.assigneeId === null,
    assigned: (row: Row) => row.assigneeId !== null,
  }[assignee];
  return rows
    .filter((row) => caller.inboxIds === "all" || caller.inboxIds.includes(row.inboxId))
    .filter((row) => row.lifecycle === (filter.lifecycle ?? "live"))
    .filter((row) => !filter.status || row.status === filter.status)
    .filter((row) => !filter.inboxId || row.inboxId === filter.inboxId)
    .filter((row) => !filter.contactId || row.contactId === filter.contactId)
    .filter((row) => !labels || labels.some((label) => row.labels.includes(label)))
    .filter((row) => !filter.assigneeId || row.assigneeId === filter.assigneeId)
    .filter((row) => !filter.teamId || row.teamId === filter.teamId)
    .filter((row) => !filter.mentioned || row.mentionedIds.includes(caller.userId ?? 0))
    .filter((row) => !filter.priority || row.priority === filter.priority)
    .filter(
      (row) =>
        !filter.anyOf?.length || filter.anyOf.some((group) => isInGroup(dtoOf(row), group, caller.userId)),
    )
    .filter(byAssignee)
    .sort(BY[filter.sort ?? "last_activity"])
    .map(({ id }) => id);
}

const dtoOf = (row: Row) => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  lastActivityAt: row.lastActivityAt.toISOString(),
});

const instant = (at: Date | null) => at?.getTime() ?? Number.MAX_SAFE_INTEGER;
const BY: Record<ConversationSort, (a: Row, b: Row) => number> = {
  last_activity: (a, b) => instant(b.lastActivityAt) - instant(a.lastActivityAt) || b.id - a.id,
  created_at: (a, b) => instant(b.createdAt) - instant(a.createdAt) || b.id - a.id,
  last_activity_asc: (a, b) => instant(a.lastActivityAt) - instant(b.lastActivityAt) || a.id - b.id,
  created_at_asc: (a, b) => instant(a.createdAt) - instant(b.createdAt) || a.id - b.id,
  waiting_since: (a, b) => instant(a.waitingSince) - instant(b.waitingSince) || a.id - b.id,
};

const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const filters = fc.record(
  {
    status: some(fc.constantFrom("open", "pending", "snoozed", "resolved")),
    lifecycle: fc.constantFrom("live", "trashed"),
    inboxId: some(fc.integer({ min: 101, max: 100 + INBOXES })),
    contactId: some(fc.constantFrom(1, 21, 30, 9999)),
    assignee: fc.constantFrom("any", "me", "unassigned", "assigned"),
    assigneeId: some(fc.constantFrom(101, 103)),
    teamId: some(fc.constantFrom(101, 103)),
    priority: some(fc.constantFrom("high", "urgent", "low")),
    label: some(fc.constantFrom("billing", "vip", "unknown")),
    mentioned: some(fc.constant("me")),
    sort: fc.constantFrom(...CONVERSATION_SORTS, "last_activity_asc", "created_at_asc"),
  },
  { requiredKeys: [] },
);
/** Also a value that is repeated. */
const several = <T>(...values: T[]) => fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const month = fc.constantFrom(...["01", "03", "05", "06"].map((nth) => `2026-${nth}-10T00:00:00.000Z`));
const group: fc.Arbitrary<ListGroup> = fc.record(
  {
    statuses: several("open", "pending", "resolved"),
    inboxIds: several(101, 102, 103, 9999),
    assignees: several<Assignee>("me", "nobody", "anybody", 101, 102, 103),
    teamIds: several(101, 102, 103),
    priorities: several("high", "urgent", "low"),
    labels: several("billing", "vip", "rare"),
    labelMatch: fc.constantFrom("any", "all"),
    createdFrom: month,
    createdBefore: month,
    activeFrom: month,
    activeBefore: month,
  },
  { requiredKeys: [] },
);
const grouped = fc.record(
  {
    anyOf: fc.array(group, { maxLength: 3 }),
    status: some(fc.constantFrom("open", "resolved")),
    assignee: fc.constantFrom("any", "me", "unassigned"),
    label: some(fc.constantFrom("billing", "vip")),
    mentioned: some(fc.constant("me")),
    sort: fc.constantFrom(...CONVERSATION_SORTS),
  },
  { requiredKeys: ["anyOf"] },
);
const anyLabels = fc.record({
  labels: fc.uniqueArray(fc.constantFrom("billing", "vip", "rare")),
  assignee: fc.constantFrom("any", "me", "unassigned"),
  sort: fc.constantFrom(...CONVERSATION_SORTS),
});
const callers = fc.oneof(
  fc.constant(callerOf(1)),
  fc.uniqueArray(fc.integer({ min: 1, max: INBOXES })).map((inboxes) => callerOf(1, inboxes)),
  fc.integer({ min: 2, max: AGENTS }).map((agent) => ({ ...callerOf(1, [1, 2, 3]), userId: 100 + agent })),
);

test("all pages of a list equal its filter of all rows in order; its count and its numbered pages agree", () =>
  holdsAsync(
    fc.asyncProperty(
      callers,
      fc.oneof(filters, anyLabels, grouped),
      fc.integer({ min: 1, max: 40 }),
      async (caller, filter, limit) => {
        const wanted = await expected(caller, filter);
        const pages: number[][] = [];
        let cursor: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof listConversations>> = await listConversations(
            database,
            caller,
            {
              ...filter,
              cursor,
              limit,
            },
          );
          pages.push(page.data.map(({ conversation }) => conversation.id));
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(pages.flat()).toEqual(wanted);
        expect(pages.every((page, i) => page.length === limit || i === pages.length - 1)).toBe(true);
        expect(await countConversations(database, caller, filter)).toBe(wanted.length);

        const third = await findConversationsPage(database, caller, { ...filter, page: 3, size: 7 });
        const rows =
          third === null
            ? []
            : (await listConversations(database, caller, { ...filter, cursor: third, limit: 7 })).data;
        expect(rows.map(({ conversation }) => conversation.id)).toEqual(wanted.slice(14, 21));
      },
    ),
    { runs: 200 },
  ));
