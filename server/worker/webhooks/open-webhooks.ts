import { createOutbound } from "@/server/lib/outbound/post";
import { addressPolicy, cacheResolved, systemResolve } from "@/server/lib/outbound/target";
import { fanOutHeartbeats } from "@/server/store/webhooks/test-deliveries";
import { type CallLoop, startCallLoop } from "@/server/worker/calls/call-loop";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";
import { createSender, type SenderOptions } from "./sender";

/** `wake`: call it when events were stamped. */
export type Webhooks = CallLoop;

/**
 * Sends the log's events to endpoints: each event becomes a delivery for every endpoint whose subscription matches, and
 * goes through claim, prepare, call, settle. Any number of processes may do it.
 */
export const startWebhooks = (options: SenderOptions): Webhooks =>
  startCallLoop({
    open: (onEnd) => createSender(options, onEnd),
    log: options.log,
    failure: "webhooks could not be worked on",
  });

/** For how long resolved names are cached. */
const NAMES_MS = 5_000;

const running = new Set<Webhooks>();

/** Call it when there are new events in the log. */
export function wakeWebhooks(): void {
  for (const webhooks of running) webhooks.wake();
}

/** Starts the worker's webhooks with their outbound connections. */
export function openWebhooks(options: Omit<SenderOptions, "outbound">): Pick<Webhooks, "stop"> {
  const outbound = createOutbound({
    policy: addressPolicy(),
    resolve: cacheResolved(NAMES_MS, systemResolve),
  });
  const webhooks = startWebhooks({ ...options, outbound });
  running.add(webhooks);
  return {
    async stop() {
      running.delete(webhooks);
      await webhooks.stop();
      outbound.close();
    },
  };
}

/** Creates the due heartbeats of endpoints; they are sent like other deliveries. */
export async function sendHeartbeats({
  database,
  now,
}: Pick<WorkerContext, "database" | "now">): Promise<void> {
  if ((await fanOutHeartbeats(database, now())) > 0) wakeWebhooks();
}
