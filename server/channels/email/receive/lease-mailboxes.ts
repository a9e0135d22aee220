import { mailInboxOf } from "@/server/channels/email/mail-inbox";
import { mailServersOf } from "@/server/channels/email/mail-servers";
import { emailSettings } from "@/server/channels/email/settings";
import { followLeased, type LeaseParts } from "@/server/channels/follow-leased";
import { refuseSettings } from "@/server/channels/outdated-settings";
import { forAccount } from "@/server/store/_postgres/for-account";
import { toInboxDto } from "@/server/store/inboxes/inboxes";
import type { LeasedInbox } from "@/server/store/inboxes/leased-connections";
import { keepRefreshToken } from "@/server/store/inboxes/refresh-token";
import { followMailbox } from "./follow-mailbox";

/** Follows the mailboxes of all e-mail inboxes. `storeMail` stores a mail once that two processes read. */
export function openMailboxes({ services, log, ...parts }: LeaseParts): { close(): Promise<void> } {
  function follow(leased: LeasedInbox): { close(): void | Promise<void> } {
    const { settings, accountId, inbox, leasedBy } = leased;
    const read = emailSettings.safeParse(settings);
    if (!read.success) return refuseSettings({ services, log }, leased);
    const keep = keepRefreshToken(forAccount(services.database, accountId), accountId, inbox.id);
    const imap =
      read.data.inbound === "imap" ? mailServersOf(read.data, { inboxId: inbox.id, keep }).imap : undefined;
    if (!imap) return { close: () => undefined };
    const { importSince } = read.data;
    const mailbox = {
      inbox: mailInboxOf({ accountId, inbox: toInboxDto(inbox), settings: read.data }),
      imap,
      leasedBy,
      importSince: importSince === undefined ? null : new Date(importSince),
    };
    return followMailbox({ services, log }, mailbox);
  }
  return followLeased({ services, log, ...parts }, { channel: "email", setting: "imap", follow });
}
