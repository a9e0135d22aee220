import type { FolderCursor } from "@/server/channels/email/imap/read-folder";
import type { ImapSettings } from "@/server/channels/email/settings";

type Mailbox = Pick<ImapSettings, "user" | "host">;

/**
 * A cursor as it is stored: its UIDVALIDITY with whose UIDs they are. Servers may have the same one for all of their mailboxes, as Gmail
 * has.
 */
export const storedCursor = (cursor: FolderCursor, mailbox: Mailbox): FolderCursor => ({
  ...cursor,
  uidValidity: [cursor.uidValidity, ...partsOf(mailbox)].join(" "),
});

/**
 * A stored cursor for the mailbox that the settings name now. Null: it is another user's, of which nothing was read. On another server the
 * same mailbox has other UIDs, whatever its UIDVALIDITY is. A cursor of an earlier release names no mailbox.
 */
export function cursorFor(stored: FolderCursor | null, mailbox: Mailbox): FolderCursor | null {
  if (!stored) return null;
  const [uidValidity = "", user, host] = stored.uidValidity.split(" ");
  const [ownUser, ownHost] = partsOf(mailbox);
  if (user !== undefined && user !== ownUser) return null;
  return { ...stored, uidValidity: host === undefined || host === ownHost ? uidValidity : "" };
}

const partsOf = ({ user, host }: Mailbox): string[] =>
  [user, host].map((part) => encodeURIComponent(part.toWellFormed().toLowerCase()));
