import { firstOfEach, type SearchParams } from "@/app/_lib/search-params";
import type { useTRPC } from "@/app/_lib/trpc";
import { beginningOf } from "@/server/contract/message/undelivered";

type Api = ReturnType<typeof useTRPC>;

const LIST_PAGE = 50;

export type UndeliveredScope = "me" | "any";

/** The messages that a link names: failed and unconfirmed or overdue ones, with part of an error's text, of one inbox. */
export type UndeliveredFilter = { trouble: "any" | "overdue"; error: string | null; inboxId: number | null };

/** Reads a page's parameters `trouble`, `error` and `inbox`. */
export function undeliveredFilterOf(params: SearchParams): UndeliveredFilter {
  const { trouble, error, inbox = "" } = Object.fromEntries(firstOfEach(params));
  return {
    trouble: trouble === "overdue" ? trouble : "any",
    error: (error && beginningOf(error)) || null,
    inboxId: /^[1-9]\d{0,14}$/.test(inbox) ? Number(inbox) : null,
  };
}

/** The messages that were not delivered, newest first. */
export const undeliveredMessages = (trpc: Api, assignee: UndeliveredScope, filter: UndeliveredFilter) =>
  trpc.undelivered.list.infiniteQueryOptions(
    { assignee, ...filter, limit: LIST_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );
