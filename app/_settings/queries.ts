import type { useTRPC } from "@/app/_lib/trpc";
import { type EventQuery, isHistory } from "@/app/_settings/events/event-query";
import { type DeliveryFilter, POLL_INTERVAL_MS } from "@/app/_settings/webhooks/webhook";

// What screens of the settings read at first: a page on the server and the island in the browser ask for the same under
// the same key.

type Api = ReturnType<typeof useTRPC>;

const AUDIT_PAGE = 30;
const EVENTS_PAGE = 30;
const DELIVERIES_PAGE = 25;
const POLICY_CHANGES_PAGE = 20;
/** How many moved conversations an inbox's review shows. */
const MOVED_SHOWN = 20;

/** Further pages would be read again with the first. */
const everyFewSeconds = ({ state: { data } }: { state: { data: { pages: unknown[] } | undefined } }) =>
  (data?.pages.length ?? 0) > 1 ? false : POLL_INTERVAL_MS;

/** What a `datetime-local` field says, in the zone of whoever asks: only a browser knows the reader's. */
const instantOf = (text: string): Date | null => (text === "" ? null : new Date(text));

type Subject = "policy" | "inbox" | "member" | "token" | "endpoint" | "account";

/** Changes of settings, the newest first; null: of all of them. */
export const settingChanges = (trpc: Api, subject: Subject | null) =>
  trpc.audit.changes.infiniteQueryOptions(
    { subject, limit: AUDIT_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** When an inbox's settings were reviewed, and what differs since. */
export const reviewOf = (trpc: Api, inboxId: number) =>
  trpc.audit.inbox.queryOptions({ inboxId, limit: MOVED_SHOWN });

/** Changes of an inbox's policy, the newest first. */
export const policyChangesOf = (trpc: Api, inboxId: number) =>
  trpc.inboxes.policyChanges.infiniteQueryOptions(
    { inboxId, limit: POLICY_CHANGES_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** The log of events. */
export const loggedEvents = (trpc: Api, query: EventQuery) =>
  trpc.events.list.infiniteQueryOptions(
    {
      types: query.type === null ? null : [query.type],
      conversationId: query.conversationId,
      displayId: query.displayId,
      actor: query.actor,
      from: instantOf(query.from),
      to: instantOf(query.to),
      order: isHistory(query) ? "oldest" : "newest",
      limit: EVENTS_PAGE,
    },
    {
      getNextPageParam: (page) => page.nextCursor,
      // What is new stands on the first page, or behind the last.
      refetchInterval: everyFewSeconds,
    },
  );

/** What a webhook's receiver was owed, the newest first. */
export const deliveriesOf = (trpc: Api, endpointId: number, { state, type, from, to }: DeliveryFilter) =>
  trpc.webhooks.deliveries.infiniteQueryOptions(
    { endpointId, state, type, from: instantOf(from), to: instantOf(to), limit: DELIVERIES_PAGE },
    { getNextPageParam: (page) => page.nextCursor, refetchInterval: everyFewSeconds },
  );
