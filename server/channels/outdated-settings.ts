import { servicesFor } from "@/server/commands/_run/services";
import { type ConnectionState, saveConnection } from "@/server/store/inboxes/channel-connection";
import type { LeasedInbox } from "@/server/store/inboxes/leased-connections";
import { type ChannelParts, OUTDATED_SETTINGS } from "./manifest";

/**
 * Stands in for the connection of an inbox whose settings cannot be read: those of an earlier release, or with secrets that were sealed
 * under another AUTH_SECRET. It is disconnected until somebody saves them again.
 */
export function refuseSettings(
  { services, log }: Pick<ChannelParts, "services" | "log">,
  { accountId, inbox, leasedBy }: LeasedInbox,
): { close(): Promise<void> } {
  const of = { accountId, inboxId: inbox.id };
  log.error(of, "the settings of a channel are no longer valid");
  const { database, now } = servicesFor(services, { accountId });
  const state: ConnectionState = { state: "disconnected", error: OUTDATED_SETTINGS, nextTryAt: null };
  const saved = saveConnection(database, accountId, { inboxId: inbox.id, leasedBy, now: now(), ...state });
  const ended = saved.then(
    () => undefined,
    (error: unknown) => log.warn({ ...of, err: error }, "the state of a channel was not stored"),
  );
  return { close: () => ended };
}
