import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { disableEndpoint, recordEndpointFailing } from "@/server/commands/webhooks/endpoints";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { dueNotice } from "@/server/domain/webhook/call-health";
import type { Claimed } from "@/server/store/webhooks/claim-deliveries";
import type { HealthAfter } from "@/server/store/webhooks/settle-deliveries";

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
  const disable = async (accountId: number, endpointId: number, reason: "gone" | "failing") => {
    log.warn({ accountId, endpointId, reason }, "a webhook endpoint is disabled");
    await unlessDeleted(run(disableEndpoint, systemCaller(accountId), { endpointId, reason }));
  };

  for (const [endpointId, { accountId }] of new Map(gone.map((claimed) => [claimed.endpointId, claimed])))
    await disable(accountId, endpointId, "gone");
  for (const { accountId, endpointId, health: after, isNoted } of health) {
    const due = dueNotice(after, now().getTime());
    if (due === "disable") await disable(accountId, endpointId, "failing");
    else if ((due === "notice") !== isNoted) {
      const since = due === "notice" && after.failingSinceMs !== null ? new Date(after.failingSinceMs) : null;
      await unlessDeleted(run(recordEndpointFailing, systemCaller(accountId), { endpointId, since }));
    }
  }
}
