import type { useTRPC } from "@/app/_lib/trpc";

type Api = ReturnType<typeof useTRPC>;

const LIST_PAGE = 50;

export type UndeliveredScope = "me" | "any";

/** Messages that failed or are unconfirmed, newest first. */
export const undeliveredMessages = (trpc: Api, assignee: UndeliveredScope) =>
  trpc.undelivered.list.infiniteQueryOptions(
    { assignee, limit: LIST_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );
