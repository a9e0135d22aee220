import type { CONVERSATION_SORTS } from "@/server/contract/conversation/view";

/** By last activity or creation, newest first or, for dialects, oldest first; or by waiting, longest first, then those that do not wait. */
export type ConversationSort = (typeof CONVERSATION_SORTS)[number] | "last_activity_asc" | "created_at_asc";

/** `waitingSince` of a conversation that does not wait, as in the index. */
const NEVER = "9999-12-31T23:59:59.999Z";

type Sort = { key: string; direction: "asc" | "desc"; at(row: SortedBy): string };
type SortedBy = { lastActivityAt: string; createdAt: string; waitingSince: string | null };

export const SORTS: Readonly<Record<ConversationSort, Sort>> = {
  last_activity: { key: "c.last_activity_at", direction: "desc", at: (row) => row.lastActivityAt },
  created_at: { key: "c.created_at", direction: "desc", at: (row) => row.createdAt },
  // The same indexes, read backwards.
  last_activity_asc: { key: "c.last_activity_at", direction: "asc", at: (row) => row.lastActivityAt },
  created_at_asc: { key: "c.created_at", direction: "asc", at: (row) => row.createdAt },
  waiting_since: {
    // Not `coalesce`, which would keep Postgres from using the index under row-level security.
    key: "case when c.waiting_since is null then timestamptz '9999-12-31 23:59:59.999+00' else c.waiting_since end",
    direction: "asc",
    at: (row) => row.waitingSince ?? NEVER,
  },
};

/** A conversation's position in the sort, as keyset cursors contain it. */
export const placeOf = (
  { sort = "last_activity" }: { sort?: ConversationSort },
  row: SortedBy & { id: number },
): [at: string, id: number] => [SORTS[sort].at(row), row.id];
