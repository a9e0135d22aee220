import type { SendRequest } from "@/server/contract/channel/callback-body";
import { withSecrets } from "@/server/contract/channel/channel-settings";
import { ownSenderOf } from "@/server/domain/inbox/channel";
import type { Database } from "@/server/store/_postgres/db";
import { readMessages, toMessageDto } from "@/server/store/_rows/message-row";
import { loadEventContexts } from "@/server/store/events/event-context";
import { INBOX, type InboxRow, toInboxDto } from "@/server/store/inboxes/inboxes";
import { openChannelSecrets, PREVIOUS_SECRET_HOURS } from "@/server/store/inboxes/secrets";
import type { ClaimedSend } from "./claim-sends";

/** What a claimed send takes out, as it is now. */
export type LoadedSend = { request: SendRequest; deduplicates: boolean; answersLookups: boolean };

type InboxWithSecret = InboxRow & {
  secretVersion: number;
  isSecretNew: boolean;
  channelSecrets: string | null;
};

/**
 * Loads the messages of claimed sends of one account with everything around them, by the send's id. Without those that
 * are deleted permanently. Indexes: message_pkey, conversation_pkey, inbox_pkey.
 */
export async function loadSends(
  database: Database,
  accountId: number,
  { sends, now }: { sends: readonly ClaimedSend[]; now: Date },
): Promise<Map<number, LoadedSend>> {
  const account = { ...database, caller: { accountId } };
  const [messages, contexts, inboxes] = await Promise.all([
    readMessages(
      database,
      accountId,
      sends.map(({ messageId }) => messageId),
    ),
    loadEventContexts(account, [...new Set(sends.map(({ conversationId }) => conversationId))]),
    database.query<InboxWithSecret>(
      `select ${INBOX}, callback_secret_version as "secretVersion", channel_secrets as "channelSecrets",
              coalesce(callback_secret_changed_at > $3::timestamptz - interval '${PREVIOUS_SECRET_HOURS} hours', false)
                as "isSecretNew"
         from inbox where account_id = $1 and id = any($2::bigint[])`,
      [accountId, [...new Set(sends.map(({ inboxId }) => inboxId))], now],
    ),
  ]);
  const messageOf = new Map(messages.map((row) => [row.id, row]));
  const inboxOf = new Map(inboxes.map((row) => [row.id, row]));
  return new Map(
    sends.flatMap((send): [number, LoadedSend][] => {
      const message = messageOf.get(send.messageId);
      const around = contexts.get(send.conversationId);
      const inbox = inboxOf.get(send.inboxId);
      if (!message || !around || !inbox) return [];
      const { secretVersion: version, isSecretNew, channelSecrets } = inbox;
      const request = {
        accountId,
        sendId: send.key,
        attempt: send.attempt,
        message: toMessageDto(message),
        ...around,
        inbox: toInboxDto(inbox),
        settings: withSecrets(inbox.settings, openChannelSecrets(channelSecrets, inbox.id)),
        secretVersions: isSecretNew ? ([version, version - 1] as const) : ([version] as const),
      };
      const { callbackDeduplicates: deduplicates, callbackAnswersLookups: answersLookups } = inbox;
      return [[send.id, { request, deduplicates, answersLookups, ...ownSenderOf(inbox.channel) }]];
    }),
  );
}
