import { type EvolutionSettings, evolutionSettings } from "@/server/channels/evolution/settings";
import { findInboxOf, readSettings } from "@/server/channels/find-inbox";
import type { ChannelParts } from "@/server/channels/manifest";
import type { ChannelInbox } from "@/server/channels/places";
import { servicesFor } from "@/server/commands/_run/services";

/** An inbox that messages come in for. */
export type EvolutionInbox = ChannelInbox & {
  identifier: string;
  settings: EvolutionSettings;
  /** WhatsApp's id of the instance's number, where a webhook names it. */
  ownId?: string | null | undefined;
};

/** The inbox with this identifier, of any account; null without one, or if its settings are not valid any more. */
export async function findEvolution(
  all: ChannelParts["services"],
  identifier: string,
): Promise<EvolutionInbox | null> {
  const found = await findInboxOf(all.database, "evolution", identifier);
  if (!found) return null;
  const services = servicesFor(all, found);
  const settings = await readSettings(services.database, found, evolutionSettings);
  const { accountId, inbox } = found;
  return settings && { accountId, inboxId: inbox.id, identifier: inbox.identifier, settings, services };
}
