import type { FolderCursor } from "@/server/channels/email/imap/read-folder";
import type { ImapSettings } from "@/server/channels/email/settings";

/** Whose UIDs a cursor has. Null: a cursor of an earlier release names no mailbox. */
export type CursorsMailbox = { mailboxUser: string | null; mailboxHost: string | null };

/** The mailbox that settings name, in the form in which mailboxes are compared. */
export const mailboxOf = ({ user, host }: Pick<ImapSettings, "user" | "host">): CursorsMailbox => ({
  mailboxUser: user.toLowerCase(),
  mailboxHost: host.toLowerCase(),
});

/**
 * A stored cursor for the mailbox that is followed now. Null: it is another user's, of which nothing was read. On another server the same
 * mailbox has other UIDs, whatever its UIDVALIDITY is: servers may have the same one for all of their mailboxes, as Gmail has.
 */
export function cursorFor(
  stored: (FolderCursor & CursorsMailbox) | null,
  { mailboxUser, mailboxHost }: CursorsMailbox,
): FolderCursor | null {
  if (!stored || (stored.mailboxUser ?? mailboxUser) !== mailboxUser) return null;
  return (stored.mailboxHost ?? mailboxHost) === mailboxHost ? stored : { ...stored, uidValidity: "" };
}
