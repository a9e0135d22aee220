import { oweHeartbeats } from "@/server/store/owe-heartbeats";
import type { Housekeeping } from "./housekeeping";
import { wakeWebhooks } from "./webhooks/open-webhooks";

/** Tells every receiver that asks for it, as often as it asks, that it is told; the deliveries go out like all others. */
export async function sendHeartbeats({
  database,
  now,
}: Pick<Housekeeping, "database" | "now">): Promise<void> {
  if ((await oweHeartbeats(database, now())) > 0) wakeWebhooks();
}
