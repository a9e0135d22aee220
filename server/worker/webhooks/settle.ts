import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { disableEndpoint, recordEndpointFailing } from "@/server/commands/webhooks/endpoints";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { dueNotice } from "@/server/domain/webhook/call-health";
import { retryAfterMs, retryDelayMs, verdictOf } from "@/server/domain/webhook/webhook-schedule";
import type { Posted } from "@/server/lib/outbound/post";
import { metrics } from "@/server/lib/process/metrics";
import type { Claimed } from "@/server/store/webhooks/claim-deliveries";
import type { HealthAfter } from "@/server/store/webhooks/settle-deliveries";
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

type Noticing = { run: Run; now: () => Date; log: Pick<Logger, "warn"> };

/**
 * Acts on endpoints' health: disables one that answered 410 or accepted nothing for five days, and notifies
 * administrators after one day of failures and on recovery. Each creates an event.
 */
export async function afterSettling(
  { run, now, log }: Noticing,
  { health, gone }: { health: readonly HealthAfter[]; gone: readonly Claimed[] },
): Promise<void> {
  const unlessDeleted = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (error) {
      if (!isRefusal(error)) throw error; // deleted meanwhile
    }
  };
  type Disabling = Pick<Claimed, "accountId" | "endpointId"> & { url?: string };
  const disable = async ({ accountId, endpointId, url }: Disabling, reason: "gone" | "failing") => {
    log.warn({ accountId, endpointId, reason }, "a webhook endpoint is disabled");
    await unlessDeleted(run(disableEndpoint, systemCaller(accountId), { endpointId, reason, url }));
  };

  // By address: one that was changed meanwhile is another receiver's, which has answered nothing.
  for (const { accountId, endpointId, url } of new Map(
    gone.map((c) => [`${c.endpointId} ${c.url}`, c]),
  ).values())
    await disable({ accountId, endpointId, url }, "gone");
  for (const { accountId, endpointId, health: after, isNoted } of health) {
    const due = dueNotice(after, now().getTime());
    if (due === "disable") await disable({ accountId, endpointId }, "failing");
    else if ((due === "notice") !== isNoted) {
      const since = due === "notice" && after.failingSinceMs !== null ? new Date(after.failingSinceMs) : null;
      await unlessDeleted(run(recordEndpointFailing, systemCaller(accountId), { endpointId, since }));
    }
  }
}
