import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { SPAM } from "@/server/domain/inbox/policy";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import { pageTooFar } from "@/server/queries/contacts/list-contacts-page";
import { countConversations } from "@/server/queries/conversations/count-conversations";
import type { ConversationWithContact } from "@/server/queries/conversations/get-conversation";
import type { Database, Db } from "@/server/store/_postgres/db";
import { selectConversations } from "@/server/store/events/event-context";

/** There is no index by time of change, so all rows of an account are read: refused for larger accounts. */
const SCANNED_MAX = 200_000;

export type UpdatedFilter = {
  updatedSince: Date;
  statuses: readonly ConversationStatus[];
  spam?: "leave_out" | "only" | undefined;
  lifecycle: "live" | "trashed";
  contactId?: number | null | undefined;
  /** A member; null = unassigned. */
  assigneeId?: number | null | undefined;
  label?: string | null | undefined;
};

/**
 * A numbered page of the conversations that have changed since an instant, the last changed first, and how many there are,
 * up to `PAGED_ROWS_MAX` + 1. For dialects that page by number; for completeness read the log.
 */
export function listUpdatedPage(
  database: Database,
  caller: Caller,
  { page, size, ...filter }: UpdatedFilter & { page: number; size: number },
): Promise<{ data: ConversationWithContact[]; total: number }> {
  const skipped = (page - 1) * size;
  if (skipped >= PAGED_ROWS_MAX) throw pageTooFar(size);
  return database.snapshot(async (db) => {
    await requireFew(db, caller);
    const found = await findIds(db, caller, filter);
    const ids = found.slice(skipped, skipped + size);
    const data = await selectConversations(db, caller.accountId, "c.id = any($2::bigint[])", [ids]);
    const byId = new Map(data.map((one) => [one.conversation.id, one]));
    return { data: ids.flatMap((id) => byId.get(id) ?? []), total: found.length };
  });
}

async function requireFew(db: Db, caller: Caller): Promise<void> {
  const all = { ...caller, inboxIds: "all" as const };
  const live = await countConversations(db, all, { lifecycle: "live" });
  const trashed = await countConversations(db, all, { lifecycle: "trashed" });
  if (live + trashed > SCANNED_MAX)
    throw new Refusal("input.invalid", {
      field: "updatedSince",
      detail: `is for accounts of at most ${SCANNED_MAX} conversations; read /v1/events`,
    });
}

async function findIds(db: Db, caller: Caller, filter: UpdatedFilter): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select id from conversation
      where account_id = $1 and updated_at >= $2 and lifecycle = $3 and status = any($4::text[])
        and ($5::bigint[] is null or inbox_id = any($5)) and ($6::bigint is null or contact_id = $6)
        and ($7::boolean is not true or assignee_id is null) and ($8::bigint is null or assignee_id = $8)
        and ($9::text is null or status <> 'resolved' or ($9 = 'only') = (labels @> array[$10::text]))
        and ($11::text is null or labels @> array[$11::text])
      order by updated_at desc, id desc limit ${PAGED_ROWS_MAX + 1}`,
    [
      caller.accountId,
      filter.updatedSince,
      filter.lifecycle,
      filter.statuses,
      caller.inboxIds === "all" ? null : caller.inboxIds,
      filter.contactId ?? null,
      filter.assigneeId === null,
      filter.assigneeId ?? null,
      filter.spam ?? null,
      SPAM,
      filter.label ?? null,
    ],
  );
  return rows.map(({ id }) => id);
}
