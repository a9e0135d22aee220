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
  inbox: WhatsappInbox,
  phoneNumberId: string,
  isSigned: (appSecret: string) => boolean,
): Promise<WhatsappInbox | null> {
  const [found] = await findAllBySetting(inbox, { name: "phoneNumberId", value: phoneNumberId }, isSigned);
  return found ?? null;
}

type Setting = { name: "phoneNumberId" | "businessAccountId"; value: string };

/** The account's inboxes with this setting, whose app has signed the webhook too; the oldest first. */
export async function findAllBySetting(
  { accountId, services }: WhatsappInbox,
  setting: Setting,
  isSigned: (appSecret: string) => boolean,
): Promise<WhatsappInbox[]> {
  const named = await findInboxesBySetting(services.database, accountId, { channel: "whatsapp", ...setting });
  const opened = await Promise.all(named.map((one) => openInbox(services, { accountId, inbox: one })));
  return opened.filter((one) => one !== null).filter(({ settings }) => isSigned(settings.appSecret));
}

type Found = Parameters<typeof readSettings>[1];

async function openInbox(services: Services, found: Found): Promise<WhatsappInbox | null> {
  const settings = await readSettings(services.database, found, whatsappSettings);
  return settings && { accountId: found.accountId, inboxId: found.inbox.id, settings, services };
}
