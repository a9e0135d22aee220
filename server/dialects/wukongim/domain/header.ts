import type { Storage, UnflaggedStorage } from "@/server/domain/message/storage";

/** The flags of a message's header; null = absent. */
export type HeaderFlags = { noPersist: boolean | null; syncOnce: boolean | null; redDot: boolean | null };

/** What a header means: how the message is kept, and how its receivers see it. */
export type Delivery = {
  storage: Storage;
  /** It raises the unread counts of its readers. */
  countsUnread: boolean;
  /** What the receivers' clients are told. */
  flags: { noPersist: boolean; syncOnce: boolean; redDot: boolean };
};

/**
 * The meaning of a header. An absent flag is 0, except that the account decides how messages without `sync_once` are kept
 * (`unflagged`). Only `red_dot` 1 counts as unread; WuKongIM's own server counts every message.
 */
export function readHeader(
  { noPersist, syncOnce, redDot }: HeaderFlags,
  unflagged: UnflaggedStorage,
): Delivery {
  const isCommand = syncOnce ?? unflagged === "command";
  const storage = noPersist ? "ephemeral" : isCommand ? "command" : "stored";
  return {
    storage,
    countsUnread: storage === "stored" && redDot === true,
    flags: { noPersist: noPersist ?? false, syncOnce: isCommand, redDot: redDot ?? false },
  };
}
