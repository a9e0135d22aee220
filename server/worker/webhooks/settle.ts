import { retryAfterMs, retryDelayMs, verdictOf } from "@/server/domain/webhook/webhook-schedule";
import type { Posted } from "@/server/lib/outbound/post";
import { metrics } from "@/server/lib/process/metrics";
import type { Claimed } from "@/server/store/webhooks/claim-deliveries";
import type { SettledDelivery } from "@/server/store/webhooks/settled-delivery";

type Of = Pick<SettledDelivery, "accountId" | "deliveryId" | "endpointId" | "leaseUntil">;
export const settledOf = ({ accountId, id, endpointId, leaseUntil }: Claimed): Of => ({
  accountId,
  deliveryId: id,
  endpointId,
  leaseUntil,
});

/** Statuses by which a receiver requests a pause. */
const THROTTLING = [429, 502, 503, 504];

/** Phase 3: the result of a try for a delivery. `at` = when the try began; `random` in [0, 1). */
export function settle(
  claimed: Claimed,
  posted: Posted,
  { at, random }: { at: Date; random: number },
): SettledDelivery & { isGone: boolean } {
  const number = claimed.tries + 1;
  const endMs = at.getTime() + posted.durationMs;
  const verdict = posted.answered ? verdictOf(posted.status) : "failed";
  const restMs = posted.answered && verdict !== "delivered" ? retryAfterMs(posted.retryAfter, endMs) : null;
  const delayMs = verdict === "delivered" ? null : retryDelayMs(number, random, restMs);
  const next =
    verdict === "delivered"
      ? { state: "delivered" as const }
      : delayMs === null
        ? { state: "failed" as const }
        : { state: "waiting" as const, dueAt: new Date(endMs + delayMs) };
  metrics.webhookTries.inc({ outcome: verdict === "delivered" ? "delivered" : "failed" });
  return {
    ...settledOf(claimed),
    next,
    made: {
      number,
      at,
      durationMs: posted.durationMs,
      address: posted.address,
      status: posted.answered ? posted.status : null,
      fault: posted.answered ? null : posted.fault,
      message: posted.answered ? null : posted.message,
      excerpt: posted.answered ? storable(posted.excerpt) : null,
      pauseMs: posted.answered && THROTTLING.includes(posted.status) ? restMs : null,
    },
    isGone: verdict === "gone",
  };
}

/** Text that a column can store: without NUL characters. */
const storable = (text: string): string => text.replaceAll("\0", "\ufffd");
