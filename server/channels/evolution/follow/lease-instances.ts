import { evolutionSettings } from "@/server/channels/evolution/settings";
import { followLeased, type LeaseParts } from "@/server/channels/follow-leased";
import type { ChannelParts } from "@/server/channels/manifest";
import { refuseSettings } from "@/server/channels/outdated-settings";
import { servicesFor } from "@/server/commands/_run/services";
import type { LeasedInbox } from "@/server/store/inboxes/leased-connections";
import { followInstance, type Rhythm } from "./follow-instance";

type Parts = LeaseParts & Pick<ChannelParts, "baseUrl"> & { rhythm?: Partial<Rhythm> };

/** Follows the instances of all inboxes of Evolution API. Messages are stored once by WhatsApp's id, whoever stores them. */
export function openInstances({ services, log, baseUrl, rhythm, lookMs }: Parts): { close(): Promise<void> } {
  function follow(leased: LeasedInbox): { close(): void | Promise<void> } {
    const { settings, accountId, inbox } = leased;
    const read = evolutionSettings.safeParse(settings);
    if (!read.success) return refuseSettings({ services, log }, leased);
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
