import type { FetchedMail, FolderCursor } from "@/server/channels/email/imap/read-folder";
import {
  type FolderRole,
  type MailboxState,
  type WatchOptions,
  watchMailbox,
} from "@/server/channels/email/imap/watch-mailbox";
import type { ImapSettings } from "@/server/channels/email/settings";
import type { ChannelParts } from "@/server/channels/manifest";
import { forAccount } from "@/server/store/_postgres/for-account";
import { markConnectionUsed, saveConnection } from "@/server/store/inboxes/channel-connection";
import { readMailboxCursor, saveMailboxCursor } from "@/server/store/inboxes/mailbox-cursors";
import type { MailInbox } from "./find-thread";
import { storeMail } from "./store-mail";
import { storeSentMail } from "./store-sent-mail";

/** Larger mails are not fetched. */
const BYTES_MAX = 50 * 1_024 * 1_024;

type Mailbox = {
  inbox: MailInbox;
  imap: ImapSettings;
  importSince: Date | null;
} & Partial<Pick<WatchOptions, "random" | "pollMs">>;

/**
 * Stores the mail of an inbox's mailbox as it arrives, until it is closed, and the state of the connection. The cursor is saved after
 * the mail: a process that is killed in between reads that mail again, and `storeMail` finds it stored.
 */
export function followMailbox(
  { services, log }: Pick<ChannelParts, "services" | "log">,
  { inbox, imap, ...options }: Mailbox,
): { close(): Promise<void> } {
  const { accountId, inboxId } = inbox;
  const { now } = services;
  const database = forAccount(services.database, accountId);
  const folderOf = (role: FolderRole) => ({
    inboxId,
    role,
    folder: role === "inbox" ? imap.folder : (imap.sentFolder ?? ""),
  });

  async function storeFetched(role: FolderRole, { uid, raw, isTooLarge, bytes }: FetchedMail): Promise<void> {
    const of = { accountId, inboxId, uid };
    if (isTooLarge) return log.warn({ ...of, bytes }, "a mail is too large to be stored");
    const stored = await STORE_OF[role](services, inbox, raw);
    if (stored.kind === "stored" && role === "inbox")
      await markConnectionUsed(database, accountId, { inboxId, direction: "in", now: now() });
    if (stored.kind !== "stored") log.info({ ...of, ...stored }, "a mail became no message");
  }

  return watchMailbox({
    ...options,
    imap,
    bytesMax: BYTES_MAX,
    now,
    readCursor: (role) => readMailboxCursor(database, accountId, folderOf(role)),
    async store(role: FolderRole, mail: FetchedMail | null, cursor: FolderCursor) {
      if (mail) await storeFetched(role, mail);
      await saveMailboxCursor(database, accountId, { ...folderOf(role), ...cursor });
    },
    report: async (state) => {
      await saveConnection(database, accountId, { inboxId, now: now(), ...healthOf(state) });
    },
    onFault: (error) => log.error({ err: error, accountId, inboxId }, "a mailbox is no longer watched"),
  });
}

const STORE_OF = { inbox: storeMail, sent: storeSentMail } as const satisfies Record<FolderRole, unknown>;

const healthOf = (state: MailboxState) =>
  state.state === "disconnected" ? state : { state: state.state, error: null, nextTryAt: null };
