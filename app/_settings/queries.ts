import type { useTRPC } from "@/app/_lib/trpc";
import type { AuditFilter } from "@/app/_settings/audit/audit-filter";
import { type EventQuery, isHistory, periodOf } from "@/app/_settings/events/event-query";
import { HEALTH_INTERVAL_MS, type HealthQuery } from "@/app/_settings/health/health";
import type { QueueView } from "@/app/_settings/queues/queues";
import { type DeliveryFilter, POLL_INTERVAL_MS } from "@/app/_settings/webhooks/webhook";
import type { ListedJob } from "@/server/contract/queue/constants";

// The initial queries of the settings: a page on the server and its island in the browser use the same keys.

type Api = ReturnType<typeof useTRPC>;

const ALERTS_PAGE = 30;
const AUDIT_PAGE = 30;
const EVENTS_PAGE = 30;
const DELIVERIES_PAGE = 25;
const OPERATIONS_PAGE = 20;
const QUEUES_PAGE = 25;
const POLICY_CHANGES_PAGE = 20;
const REFUSED_MAIL_PAGE = 20;
/** The number of moved conversations in an inbox's review. */
const MOVED_SHOWN = 20;

/** Further pages would be refetched together with the first. */
const refetchIntervalOf = ({ state: { data } }: { state: { data: { pages: unknown[] } | undefined } }) =>
  (data?.pages.length ?? 0) > 1 ? false : POLL_INTERVAL_MS;

/** Changes of settings, newest first. */
export const settingChanges = (trpc: Api, { subject, userId, ...time }: AuditFilter) =>
  trpc.audit.changes.infiniteQueryOptions(
    { subject, userId, ...periodOf(time), limit: AUDIT_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** The health report; polled: most of it changes without an event. */
export const healthOf = (trpc: Api, query: HealthQuery) =>
  trpc.health.get.queryOptions(query, { refetchInterval: HEALTH_INTERVAL_MS });

/** What administrators are told about: open alerts first; updated by events. */
export const alertsOf = (trpc: Api) =>
  trpc.alerts.list.infiniteQueryOptions(
    { limit: ALERTS_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** The last review of an inbox's settings, and the drift since then. */
export const reviewOf = (trpc: Api, inboxId: number) =>
  trpc.audit.inbox.queryOptions({ inboxId, limit: MOVED_SHOWN });

/** Changes of an inbox's policy, newest first. */
export const policyChangesOf = (trpc: Api, inboxId: number) =>
  trpc.inboxes.policyChanges.infiniteQueryOptions(
    { inboxId, limit: POLICY_CHANGES_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** Mail that arrived for an inbox and was not stored, newest first. */
export const refusedMailOf = (trpc: Api, inboxId: number) =>
  trpc.inboxes.refusedMail.infiniteQueryOptions(
    { inboxId, limit: REFUSED_MAIL_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** Events of the log. */
export const loggedEvents = (trpc: Api, query: EventQuery) =>
  trpc.events.list.infiniteQueryOptions(
    {
      types: query.type === null ? null : [query.type],
      conversationId: query.conversationId,
      displayId: query.displayId,
      actor: query.actor,
      ...periodOf(query),
      order: isHistory(query) ? "oldest" : "newest",
      limit: EVENTS_PAGE,
    },
    {
      getNextPageParam: (page) => page.nextCursor,
      // New events appear on the first page, or after the last.
      refetchInterval: refetchIntervalOf,
    },
  );

/** The deliveries of a webhook, newest first. */
export const deliveriesOf = (trpc: Api, endpointId: number, { state, type, ...time }: DeliveryFilter) =>
  trpc.webhooks.deliveries.infiniteQueryOptions(
    { endpointId, state, type, ...periodOf(time), limit: DELIVERIES_PAGE },
    { getNextPageParam: (page) => page.nextCursor, refetchInterval: refetchIntervalOf },
  );

/** Bulk operations of the last 30 days, newest first. */
export const pastBulks = (trpc: Api) =>
  trpc.bulk.list.infiniteQueryOptions(
    { limit: OPERATIONS_PAGE },
    { getNextPageParam: (page) => page.nextCursor, refetchInterval: refetchIntervalOf },
  );

/** Permanent deletions, newest first, with who has confirmed them. */
export const pastDeletions = (trpc: Api) =>
  trpc.deletions.list.infiniteQueryOptions(
    { limit: OPERATIONS_PAGE },
    { getNextPageParam: (page) => page.nextCursor, refetchInterval: refetchIntervalOf },
  );

/** What waits, by inbox, endpoint and kind of job; polled like the health report. */
export const queuesOf = (trpc: Api) =>
  trpc.queues.get.queryOptions(undefined, { refetchInterval: HEALTH_INTERVAL_MS });

/** The sends that wait, of an inbox or of all. */
export const queuedSendsOf = (trpc: Api, inboxId: number | null) =>
  trpc.queues.sends.infiniteQueryOptions(
    { inboxId, limit: QUEUES_PAGE },
    { getNextPageParam: (page) => page.nextCursor, refetchInterval: refetchIntervalOf },
  );

/** The edits and deletions of sent messages that wait, of an inbox or of all. */
export const queuedMessageChangesOf = (trpc: Api, inboxId: number | null) =>
  trpc.queues.messageChanges.infiniteQueryOptions(
    { inboxId, limit: QUEUES_PAGE },
    { getNextPageParam: (page) => page.nextCursor, refetchInterval: refetchIntervalOf },
  );

/** The deliveries that wait or failed, of an endpoint or of all. */
export const queuedDeliveriesOf = (
  trpc: Api,
  { endpointId, deliveries }: Pick<QueueView, "endpointId" | "deliveries">,
) =>
  trpc.queues.deliveries.infiniteQueryOptions(
    { endpointId, state: deliveries, limit: QUEUES_PAGE },
    { getNextPageParam: (page) => page.nextCursor, refetchInterval: refetchIntervalOf },
  );

/** The background jobs of a kind that wait. */
export const queuedJobsOf = (trpc: Api, kind: ListedJob) =>
  trpc.queues.jobs.infiniteQueryOptions(
    { kind, limit: QUEUES_PAGE },
    { getNextPageParam: (page) => page.nextCursor, refetchInterval: refetchIntervalOf },
  );
