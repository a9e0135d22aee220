import type { ChannelParts } from "@/server/channels/manifest";
import type { WhatsappInbox } from "@/server/channels/whatsapp/receive/store-message";
import { whatsappSettings } from "@/server/channels/whatsapp/settings";
import { servicesFor } from "@/server/commands/_run/services";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { withSecrets } from "@/server/contract/channel/channel-settings";
import { findInboxByIdentifier } from "@/server/queries/inboxes/list-inboxes";
import { findInboxesBySetting } from "@/server/store/inboxes/channel-settings";
import { readChannelSecrets } from "@/server/store/inboxes/secrets";

type Services = ChannelParts["services"];

/** The WhatsApp inbox with this identifier, of any account; null without one, or if its settings are not valid any more. */
export async function findWhatsapp(all: Services, identifier: string): Promise<WhatsappInbox | null> {
  if (!/^[\w-]{1,100}$/.test(identifier)) return null;
  const found = await findInboxByIdentifier(all.database, identifier);
  if (found?.inbox.channel !== "whatsapp") return null;
  return openInbox(servicesFor(all, found), found.accountId, found.inbox);
}

/** The account's inbox for a number that Meta names, whose app has signed the webhook too. */
export async function findByNumber(
  { accountId, services }: WhatsappInbox,
  phoneNumberId: string,
  isSigned: (appSecret: string) => boolean,
): Promise<WhatsappInbox | null> {
  const setting = { channel: "whatsapp", name: "phoneNumberId", value: phoneNumberId } as const;
  for (const inbox of await findInboxesBySetting(services.database, accountId, setting)) {
    const opened = await openInbox(services, accountId, inbox);
    if (opened && isSigned(opened.settings.appSecret)) return opened;
  }
  return null;
}

async function openInbox(
  services: Services,
  accountId: number,
  { id: inboxId, settings }: Pick<InboxDto, "id" | "settings">,
): Promise<WhatsappInbox | null> {
  const secrets = await readChannelSecrets(services.database, accountId, inboxId);
  const read = whatsappSettings.safeParse(withSecrets(settings, secrets));
  return read.success ? { accountId, inboxId, settings: read.data, services } : null;
}
