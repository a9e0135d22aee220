import { evolutionSettings } from "@/server/channels/evolution/settings";
import { followLeased, type LeaseParts } from "@/server/channels/follow-leased";
import type { ChannelParts } from "@/server/channels/manifest";
import { servicesFor } from "@/server/commands/_run/services";
import type { LeasedInbox } from "@/server/store/inboxes/leased-connections";
import { followInstance, type Rhythm } from "./follow-instance";

type Parts = LeaseParts & Pick<ChannelParts, "baseUrl"> & { rhythm?: Partial<Rhythm> };

/** Follows the instances of all inboxes of Evolution API. Messages are stored once by WhatsApp's id, whoever stores them. */
export function openInstances({ services, log, baseUrl, rhythm, lookMs }: Parts): { close(): Promise<void> } {
  function follow({ settings, accountId, inbox }: LeasedInbox): { close(): void | Promise<void> } {
    const read = evolutionSettings.safeParse(settings);
    if (!read.success) {
      log.error({ accountId, inboxId: inbox.id }, "the settings of an instance are no longer valid");
      return { close: () => undefined };
    }
    const { id: inboxId, identifier } = inbox;
    const followed = { accountId, inboxId, identifier, settings: read.data };
    return followInstance(
      { ...followed, services: servicesFor(services, { accountId }) },
      { log, baseUrl, ...(rhythm && { rhythm }) },
    );
  }
  const parts = { services, log, ...(lookMs !== undefined && { lookMs }) };
  return followLeased(parts, { channel: "evolution", setting: "instance", follow });
}
