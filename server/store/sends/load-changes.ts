import type { ChangeRequest } from "@/server/contract/channel/callback-body";
import { withSecrets } from "@/server/contract/channel/channel-settings";
import type { Database } from "@/server/store/_postgres/db";
import { type MessageRow, readMessages, toMessageDto } from "@/server/store/_rows/message-row";
import { INBOX, type InboxRow, toInboxDto } from "@/server/store/inboxes/inboxes";
import { openChannelSecrets } from "@/server/store/inboxes/secrets";
import type { ClaimedChange } from "./claim-changes";

/** What a claimed change takes out, as it is now. */
export type LoadedChange = { request: ChangeRequest; message: MessageRow };

type InboxWithSecrets = InboxRow & { channelSecrets: string | null };

/** Loads the message of a claimed change with the inbox that carried it; null: it is deleted permanently. */
export async function loadChange(
  database: Database,
  { accountId, messageId, kind }: ClaimedChange,
): Promise<LoadedChange | null> {
  const [message] = await readMessages(database, accountId, [messageId]);
  if (!message) return null;
  const [inbox] = await database.query<InboxWithSecrets>(
    `select ${INBOX}, channel_secrets as "channelSecrets" from inbox where account_id = $1 and id = $2`,
    [accountId, message.inboxId],
  );
  if (!inbox) return null;
  const settings = withSecrets(inbox.settings, openChannelSecrets(inbox.channelSecrets, inbox.id));
  const request = { accountId, kind, message: toMessageDto(message), inbox: toInboxDto(inbox), settings };
  return { request, message };
}
