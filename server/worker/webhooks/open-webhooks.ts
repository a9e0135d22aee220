import { addressPolicy } from "@/server/lib/outbound/own-policy";
import { createOutbound } from "@/server/lib/outbound/post";
import { cacheResolved, systemResolve } from "@/server/lib/outbound/target";
import { startWebhooks, type Webhooks } from "./deliver";
import type { SenderOptions } from "./sender";

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
