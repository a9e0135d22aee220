import { mailInboxOf } from "@/server/channels/email/mail-inbox";
import { emailSettings } from "@/server/channels/email/settings";
import { withSecrets } from "@/server/contract/channel/channel-settings";
import { findInboxByIdentifier } from "@/server/queries/inboxes/list-inboxes";
import { forAccount } from "@/server/store/_postgres/for-account";
import { readChannelSecrets } from "@/server/store/inboxes/secrets";
import type { FindWebhookMailbox } from "./routes";

const KIND: string = "email";

/** The e-mail inbox with this identifier that receives mail by webhook, of any account, or null. */
export const findWebhookMailbox: FindWebhookMailbox = async (database, identifier) => {
  if (!/^[\w-]{1,100}$/.test(identifier)) return null;
  const found = await findInboxByIdentifier(database, identifier);
  if (found?.inbox.channel !== KIND) return null;
  const { accountId, inbox } = found;
  const secrets = await readChannelSecrets(forAccount(database, accountId), accountId, inbox.id);
  const read = emailSettings.safeParse(withSecrets(inbox.settings, secrets));
  if (!read.success || read.data.inbound !== "webhook" || read.data.webhookSecret === undefined) return null;
  const { data: settings } = read;
  return { inbox: mailInboxOf({ accountId, inbox, settings }), secret: read.data.webhookSecret };
};
