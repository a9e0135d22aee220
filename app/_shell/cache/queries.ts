import { infiniteQueryOptions } from "@tanstack/react-query";
import type { useTRPC } from "@/app/_lib/trpc";
import { filterOf, type View } from "@/app/_shared/view/view";
import { threadKey } from "./keys";
import type { MessagePage } from "./thread";

// The inbox's queries: a page on the server and its island in the browser use the same keys.

type Api = ReturnType<typeof useTRPC>;

const LIST_PAGE = 50;
const THREAD_PAGE = 50;
/** The number of status changes that the pane shows initially. */
const TRANSITIONS_SHOWN = 20;
/** Of the contact's other conversations, initially. */
export const PREVIOUS_SHOWN = 6;

/** The conversations of a view. */
export const conversationsOfView = (trpc: Api, view: View) =>
  trpc.conversations.list.infiniteQueryOptions(
    { ...filterOf(view), limit: LIST_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** A contact's conversations, last active first. `page`: the number per page. */
export const conversationsOfContact = (trpc: Api, contactId: number, page: number) =>
  trpc.conversations.list.infiniteQueryOptions(
    { contactId, limit: page },
    { getNextPageParam: (last) => last.nextCursor },
  );

/** The latest changes of a conversation's status, newest first. */
export const transitionsOf = (trpc: Api, displayId: number) =>
  trpc.conversations.transitions.queryOptions({ displayId, limit: TRANSITIONS_SHOWN });

/** The messages of a conversation whose files the pane shows, initially and by each click. */
const FILES_PAGE = 12;

/** A conversation's files, newest first. */
export const filesOf = (trpc: Api, displayId: number) =>
  trpc.messages.files.infiniteQueryOptions(
    { displayId, limit: FILES_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

type ReadMessages = (
  input: { displayId: number; before: number | null; limit: number },
  options: { signal: AbortSignal },
) => Promise<MessagePage>;

/** A conversation's messages: the newest page first, older ones on demand. */
export const threadOf = (read: ReadMessages, displayId: number) =>
  infiniteQueryOptions({
    queryKey: threadKey(displayId),
    queryFn: ({ pageParam, signal }) =>
      read({ displayId, before: pageParam, limit: THREAD_PAGE }, { signal }),
    initialPageParam: null as number | null, // the newest page
    getNextPageParam: (page: MessagePage) => (page.hasMore ? (page.data[0]?.number ?? null) : null),
  });
