import { defineChannel } from "@/server/channels/manifest";
import { checkEmail } from "./check";
import { openMailboxes } from "./receive/lease-mailboxes";
import { openEmailSender } from "./sender";
import { emailSettings } from "./settings";
import { findWebhookMailbox } from "./webhook/find-mailbox";
import { mailWebhookRoutes } from "./webhook/routes";

export const emailChannel = defineChannel({
  kind: "email",
  settings: emailSettings,
  check: checkEmail,
  routes: () => mailWebhookRoutes(findWebhookMailbox),
  openSender: openEmailSender,
  open: openMailboxes,
});
