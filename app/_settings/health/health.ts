import type { HealthPeriod } from "@/server/contract/health/constants";
import type { HealthDto, InboxHealthDto } from "@/server/contract/health/health";
import { beginningOf } from "@/server/contract/message/undelivered";

export type HealthQuery = { period: HealthPeriod; inboxId: number | null };

/** What the page shows at first. */
export const FIRST_QUERY: HealthQuery = { period: "day", inboxId: null };

/** Interval of refetching the report while the page is visible. */
export const HEALTH_INTERVAL_MS = 30_000;

/** How many messages of an inbox need somebody now. A stuck message may be unconfirmed too. */
export const troubleOf = ({ stuck, unconfirmed, failed, overdue }: InboxHealthDto): number =>
  Math.max(stuck.count, unconfirmed.count) + failed.count + (overdue.reportsDelivery ? overdue.count : 0);

/** Whether messages were sent long ago, and nobody will ever know which of them arrived. */
export const isUnreported = ({ overdue }: InboxHealthDto): boolean =>
  !overdue.reportsDelivery && overdue.afterHours > 0 && overdue.count > 0;

export const isSenderOut = ({ sender }: InboxHealthDto): boolean =>
  sender !== null && (sender.failingSince !== null || sender.pausedUntil !== null);

/** Whether an endpoint receives nothing although no member disabled it. */
export const isEndpointOut = ({
  state,
  disabledReason,
  failingSince,
  health,
}: HealthDto["endpoints"][number]) =>
  state === "disabled" ? disabledReason !== "by_hand" : failingSince !== null || health.pausedUntil !== null;

/** After this, what is due should have been done. */
const LATE_MS = 60_000;

/** Whether what has been due since then should have been done. */
export const isLate = (dueAt: string | null, nowMs: number): boolean =>
  dueAt !== null && nowMs - Date.parse(dueAt) >= LATE_MS;

/**
 * Whether a report has inboxes, each with somebody who takes its replies, no message in trouble, nothing late, and no program or
 * endpoint that does not answer.
 */
export function isFine({ at, inboxes, endpoints, queues }: HealthDto): boolean {
  const dueAts = [
    queues.sends.oldestDueAt,
    queues.messageChanges.oldestDueAt,
    queues.deliveries.oldestDueAt,
    queues.outbox.oldestAt,
  ];
  return (
    inboxes.length > 0 &&
    inboxes.every(
      (inbox) =>
        troubleOf(inbox) === 0 && !isSenderOut(inbox) && !isUnreported(inbox) && inbox.noTakerSince === null,
    ) &&
    !endpoints.some(isEndpointOut) &&
    !dueAts.some((dueAt) => isLate(dueAt, Date.parse(at)))
  );
}

/** The link to messages that were not delivered. */
export function hrefOfUndelivered({
  error,
  inboxId,
  isOverdue = false,
}: {
  error?: string | null;
  inboxId?: number | null;
  isOverdue?: boolean;
}): string {
  const params = new URLSearchParams();
  if (error) params.set("error", beginningOf(error));
  if (isOverdue) params.set("trouble", "overdue");
  if (inboxId) params.set("inbox", String(inboxId));
  return params.size > 0 ? `/not-delivered?${params}` : "/not-delivered";
}
