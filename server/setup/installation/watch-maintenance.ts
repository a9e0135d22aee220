import type { Logger } from "pino";
import { type Maintenance, provideMaintenance } from "@/server/lib/process/maintenance";
import { metrics } from "@/server/lib/process/metrics";
import type { Db } from "@/server/store/_postgres/db";
import { findMaintenance } from "@/server/store/installation/installation";

/** The begin and the end of maintenance are noticed at most this much later. */
const LOOK_EVERY_MS = 2_000;

type Options = { db: Db; log: Pick<Logger, "info" | "warn"> };

/**
 * Refuses changes while an operator has begun maintenance. Returns when it is known, and follows it until `stop`. While the
 * database does not answer, it stays as it was.
 */
export async function watchMaintenance({ db, log }: Options): Promise<{ stop(): void }> {
  let current: Maintenance | null = null;
  provideMaintenance(() => current);
  const look = async () => {
    const before = current;
    current = await findMaintenance(db);
    metrics.maintenance.set(current ? 1 : 0);
    if (current && !before) log.warn({ text: current.text }, "maintenance: changes are refused");
    if (before && !current) log.info("maintenance has ended: changes are made again");
  };
  await look();
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}
