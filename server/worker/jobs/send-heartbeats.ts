import { fanOutHeartbeats } from "@/server/store/webhooks/fan-out-heartbeats";
import { wakeWebhooks } from "@/server/worker/webhooks/open-webhooks";
import type { WorkerContext } from "./worker-context";

/** Tells every receiver that asks for it, as often as it asks, that it is told; the deliveries go out like all others. */
export async function sendHeartbeats({
  database,
  now,
}: Pick<WorkerContext, "database" | "now">): Promise<void> {
  if ((await fanOutHeartbeats(database, now())) > 0) wakeWebhooks();
}
