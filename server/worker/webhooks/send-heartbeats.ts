import { fanOutHeartbeats } from "@/server/store/webhooks/fan-out-heartbeats";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";
import { wakeWebhooks } from "./open-webhooks";

/** Tells every receiver that asks for it, as often as it asks, that it is told; the deliveries go out like all others. */
export async function sendHeartbeats({
  database,
  now,
}: Pick<WorkerContext, "database" | "now">): Promise<void> {
  if ((await fanOutHeartbeats(database, now())) > 0) wakeWebhooks();
}
