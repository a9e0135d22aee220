import { fanOutOnlineStatus } from "@/server/dialects/wukongim/store/fan-out-online-status";
import type { Tx } from "@/server/store/events/tx";

export type NotifyOnlineStatus = {
  inboxId: number;
  /** As WuKongIM writes them; see `ONLINE_STATUS`. */
  statuses: readonly string[];
};

/** Sends to the endpoints that hear of it which devices of an inbox's users have connected or gone. */
export async function notifyOnlineStatus(tx: Tx, status: NotifyOnlineStatus): Promise<{ endpoints: number }> {
  return { endpoints: await fanOutOnlineStatus(tx, status) };
}
