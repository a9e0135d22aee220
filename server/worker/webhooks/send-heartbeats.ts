import { fanOutHeartbeats } from "@/server/store/webhooks/fan-out-heartbeats";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";
import { wakeWebhooks } from "./open-webhooks";

/** Creates the due heartbeats of endpoints; they are sent like other deliveries. */
export async function sendHeartbeats({
  database,
  now,
}: Pick<WorkerContext, "database" | "now">): Promise<void> {
  if ((await fanOutHeartbeats(database, now())) > 0) wakeWebhooks();
}
