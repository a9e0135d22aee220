import { infiniteQueryOptions } from "@tanstack/react-query";
import type { useTRPC } from "@/app/_lib/trpc";
import { filterOf, type View } from "@/app/_shell/view/view";
import { threadKey } from "./keys";
import type { MessagePage } from "./thread";

// What the inbox reads: a page on the server and the island in the browser ask for the same under the same key.

type Api = ReturnType<typeof useTRPC>;

const LIST_PAGE = 50;
const THREAD_PAGE = 50;
/** As many changes of status as the pane shows at first. */
const TRANSITIONS_SHOWN = 20;
/** Of the contact's other conversations at first. */
export const PREVIOUS_SHOWN = 6;

/** The conversations of a view. */
export const conversationsOfView = (trpc: Api, view: View) =>
  trpc.conversations.list.infiniteQueryOptions(
    { ...filterOf(view), limit: LIST_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** The conversations of a contact, the last active first. `page`: how many at once. */
export const conversationsOfContact = (trpc: Api, contactId: number, page: number) =>
  trpc.conversations.list.infiniteQueryOptions(
    { contactId, limit: page },
    { getNextPageParam: (last) => last.nextCursor },
  );

/** The last changes of a conversation's status, newest first. */
export const transitionsOf = (trpc: Api, displayId: number) =>
  trpc.conversations.transitions.queryOptions({ displayId, limit: TRANSITIONS_SHOWN });

type ReadMessages = (
  input: { displayId: number; before: number | null; limit: number },
  options: { signal: AbortSignal },
) => Promise<MessagePage>;

/** A conversation's messages: newest page first, older ones on demand. */
export const threadOf = (read: ReadMessages, displayId: number) =>
  infiniteQueryOptions({
    queryKey: threadKey(displayId),
    queryFn: ({ pageParam, signal }) =>
      read({ displayId, before: pageParam, limit: THREAD_PAGE }, { signal }),
    initialPageParam: null as number | null, // where the newest page begins
    getNextPageParam: (page: MessagePage) => (page.hasMore ? (page.data[0]?.number ?? null) : null),
  });
