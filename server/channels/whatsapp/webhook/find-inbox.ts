import { findInboxOf, readSettings } from "@/server/channels/find-inbox";
import type { ChannelParts } from "@/server/channels/manifest";
import type { WhatsappInbox } from "@/server/channels/whatsapp/receive/store-message";
import { whatsappSettings } from "@/server/channels/whatsapp/settings";
import { servicesFor } from "@/server/commands/_run/services";
import { findInboxesBySetting } from "@/server/store/inboxes/channel-settings";

type Services = ChannelParts["services"];

/** The WhatsApp inbox with this identifier, of any account; null without one, or if its settings are not valid any more. */
export async function findWhatsapp(all: Services, identifier: string): Promise<WhatsappInbox | null> {
  const found = await findInboxOf(all.database, "whatsapp", identifier);
  return found && openInbox(servicesFor(all, found), found);
}

/** The account's inbox for a number that Meta names, whose app has signed the webhook too. */
export async function findByNumber(
  { accountId, services }: WhatsappInbox,
  phoneNumberId: string,
  isSigned: (appSecret: string) => boolean,
): Promise<WhatsappInbox | null> {
  const setting = { channel: "whatsapp", name: "phoneNumberId", value: phoneNumberId } as const;
  for (const inbox of await findInboxesBySetting(services.database, accountId, setting)) {
    const opened = await openInbox(services, { accountId, inbox });
    if (opened && isSigned(opened.settings.appSecret)) return opened;
  }
  return null;
}

type Found = Parameters<typeof readSettings>[1];

async function openInbox(services: Services, found: Found): Promise<WhatsappInbox | null> {
  const settings = await readSettings(services.database, found, whatsappSettings);
  return settings && { accountId: found.accountId, inboxId: found.inbox.id, settings, services };
}
