import { addressPolicy } from "@/server/lib/outbound/own-policy";
import { createOutbound } from "@/server/lib/outbound/post";
import { rememberFor, systemResolve } from "@/server/lib/outbound/target";
import { startWebhooks, type Webhooks } from "./deliver";
import type { SenderOptions } from "./sender";

/** Names are looked up this often at most: what was found is checked then, and connected to. */
const NAMES_MS = 5_000;

const running = new Set<Webhooks>();

/** Something is in the log that was not. */
export function wakeWebhooks(): void {
  for (const webhooks of running) webhooks.wake();
}

/** The worker's webhooks, with the sockets they need. */
export function openWebhooks(options: Omit<SenderOptions, "outbound">): Pick<Webhooks, "stop"> {
  const outbound = createOutbound({
    policy: addressPolicy(),
    resolve: rememberFor(NAMES_MS, systemResolve),
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
