import type { HealthDto, HealthPeriod, InboxHealthDto } from "@/server/contract/health/health";
import { ERROR_TEXT_MAX } from "@/server/contract/message/undelivered";

export type HealthQuery = { period: HealthPeriod; inboxId: number | null };

/** Interval of refetching the report while the page is visible. */
export const HEALTH_INTERVAL_MS = 30_000;

/** How many messages of an inbox need somebody now. A stuck message may be unconfirmed too. */
export const troubleOf = ({ stuck, unconfirmed, failed, overdue }: InboxHealthDto): number =>
  Math.max(stuck.count, unconfirmed.count) + failed.count + (overdue?.count ?? 0);

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

/** Whether no message of a report is in trouble and all programs and endpoints answer. */
export const isFine = ({ inboxes, endpoints }: HealthDto): boolean =>
  inboxes.every((inbox) => troubleOf(inbox) === 0 && !isSenderOut(inbox)) && !endpoints.some(isEndpointOut);

/** The link to messages that were not delivered. */
export function hrefOfUndelivered({
  error,
  inboxId,
}: {
  error?: string | null;
  inboxId?: number | null;
}): string {
  const params = new URLSearchParams();
  if (error) params.set("error", error.slice(0, ERROR_TEXT_MAX));
  if (inboxId) params.set("inbox", String(inboxId));
  return params.size > 0 ? `/not-delivered?${params}` : "/not-delivered";
}
