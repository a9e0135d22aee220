import type { FetchedMail, FolderCursor } from "@/server/channels/email/imap/read-folder";
import {
  type FolderRole,
  type MailboxState,
  type WatchOptions,
  watchMailbox,
} from "@/server/channels/email/imap/watch-mailbox";
import type { ImapServer } from "@/server/channels/email/mail-servers";
import { BYTES_MAX } from "@/server/channels/email/read/bounds";
import type { ChannelParts } from "@/server/channels/manifest";
import { forAccount } from "@/server/store/_postgres/for-account";
import { saveConnection } from "@/server/store/inboxes/channel-connection";
import { readMailboxCursor, saveMailboxCursor } from "@/server/store/inboxes/mailbox-cursors";
import type { MailInbox } from "./find-thread";
import { cursorFor, mailboxOf } from "./mailbox-cursor";
import { storeArrival } from "./store-arrival";

type Mailbox = {
  inbox: MailInbox;
  imap: ImapServer;
  importSince: Date | null;
  /** The process that holds the lease. */
  leasedBy?: string;
} & Partial<Pick<WatchOptions, "random" | "pollMs">>;

/**
 * Stores the mail of an inbox's mailbox as it arrives, until it is closed, and the state of the connection. The cursor is saved after
 * the mail: a process that is killed in between reads that mail again, and `storeMail` finds it stored.
 */
export function followMailbox(
  { services, log }: Pick<ChannelParts, "services" | "log">,
  { inbox, imap, leasedBy, ...options }: Mailbox,
): { close(): Promise<void> } {
  const { accountId, inboxId } = inbox;
  const { now } = services;
  const database = forAccount(services.database, accountId);
  const mailbox = mailboxOf(imap);
  const folderOf = (role: FolderRole) => ({
    inboxId,
    role,
    folder: role === "inbox" ? imap.folder : (imap.sentFolder ?? ""),
  });

  async function storeFetched(role: FolderRole, { uid, ...mail }: FetchedMail): Promise<void> {
    const stored = await storeArrival(services, inbox, { ...mail, role });
    if (stored.kind !== "stored")
      log.info({ accountId, inboxId, role, uid, ...stored }, "a mail became no message");
  }

  return watchMailbox({
    ...options,
    imap,
    bytesMax: BYTES_MAX,
    now,
    readCursor: async (role) =>
      cursorFor(await readMailboxCursor(database, accountId, folderOf(role)), mailbox),
    async store(role: FolderRole, mail: FetchedMail | null, cursor: FolderCursor) {
      if (mail) await storeFetched(role, mail);
      await saveMailboxCursor(database, accountId, { ...cursor, ...folderOf(role), ...mailbox });
    },
    report: async (state) => {
      // The mailbox is watched on while the database is away.
      await saveConnection(database, accountId, { inboxId, leasedBy, now: now(), ...healthOf(state) }).catch(
        (error: unknown) =>
          log.warn({ err: error, accountId, inboxId }, "the state of a mailbox was not stored"),
      );
    },
    onFault: (error) => log.error({ err: error, accountId, inboxId }, "a mailbox is no longer watched"),
  });
}

const healthOf = (state: MailboxState) =>
  state.state === "disconnected" ? state : { state: state.state, error: null, nextTryAt: null };
