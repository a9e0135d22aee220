import { mailInboxOf } from "@/server/channels/email/mail-inbox";
import { emailSettings } from "@/server/channels/email/settings";
import { findInboxOf, readSettings } from "@/server/channels/find-inbox";
import type { FindWebhookMailbox } from "./routes";

/** The e-mail inbox with this identifier that receives mail by webhook, of any account, or null. */
export const findWebhookMailbox: FindWebhookMailbox = async (database, identifier) => {
  const found = await findInboxOf(database, "email", identifier);
  if (!found) return null;
  const settings = await readSettings(database, found, emailSettings);
  if (settings?.inbound !== "webhook" || settings.webhookSecret === undefined) return null;
  return { inbox: mailInboxOf({ ...found, settings }), secret: settings.webhookSecret };
};
