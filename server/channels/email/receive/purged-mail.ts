import type { ReadMail } from "@/server/channels/email/read/mail";
import { repeatedMessageId } from "@/server/channels/email/read/message-ids";
import type { Db } from "@/server/store/_postgres/db";
import { isAnyPurged, purgedMailKey } from "@/server/store/messages/purged-sources";
import type { MailInbox } from "./find-thread";

/** Whether a mail was a message of the inbox that was deleted permanently, under its Message-ID or under that of another date. */
export function isPurgedMail(
  db: Db,
  { accountId, inboxId }: MailInbox,
  { messageId, sentAt }: Pick<ReadMail, "messageId" | "sentAt">,
): Promise<boolean> {
  const ids = [messageId, ...(sentAt ? [repeatedMessageId(messageId, sentAt)] : [])];
  return isAnyPurged(db, accountId, { inboxId, keys: ids.map((id) => purgedMailKey(id, sentAt ?? null)) });
}
