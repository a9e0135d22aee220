import type { Logger } from "pino";
import { provideOutboundPause } from "@/server/lib/outbound/outbound-pause";
import type { Env } from "@/server/lib/process/env";
import { metrics } from "@/server/lib/process/metrics";
import type { Db } from "@/server/store/_postgres/db";
import { readOutboundPausedAt } from "@/server/store/installation/installation";

/** A confirmation is noticed at most this much later. */
const LOOK_EVERY_MS = 2_000;

type Options = Pick<Env, "OUTBOUND"> & { db: Db; log: Pick<Logger, "info" | "warn"> };

/**
 * Holds what would leave the installation while OUTBOUND is off, or a restored copy is not confirmed. Returns when it is known,
 * and follows the confirmation until `stop`. While the database does not answer, it stays as it was.
 */
export async function watchOutbound({ OUTBOUND, db, log }: Options): Promise<{ stop(): void }> {
  let isPaused = false;
  provideOutboundPause(() => OUTBOUND === "off" || isPaused);
  const look = async () => {
    const wasPaused = isPaused;
    isPaused = (await readOutboundPausedAt(db)) !== null;
    metrics.outboundOff.set(OUTBOUND === "off" || isPaused ? 1 : 0);
    if (wasPaused && !isPaused)
      log.info("an administrator confirmed: what waited leaves the installation now");
  };
  await look();
  if (OUTBOUND === "off") log.warn(`OUTBOUND=off: ${WAITS}`);
  else if (isPaused)
    log.warn(`this is a restored copy: ${WAITS} until you run \`npm run confirm -- outbound\``);
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

const WAITS = "webhooks, callbacks, mails, pushes and fetches of files wait";
