import { requireAdministrator } from "@/server/commands/_run/permission";
import { saveCallbackEndpoint } from "@/server/commands/webhooks/_steps/callback-endpoint";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { ALERT_DOWN_MINUTES, ALERT_STUCK_MESSAGES } from "@/server/domain/alert/alert";
import { DEFAULT_POLICY, type Policy } from "@/server/domain/inbox/policy";
import { RETRY_GAP_SECONDS } from "@/server/domain/message/attempt-group";
import { inOrder, type PostedNotice, postsCreation } from "@/server/domain/message/system-message";
import { STUCK_AFTER_MINUTES } from "@/server/domain/message/tick";
import { newPublicId } from "@/server/lib/crypto/new-secret";
import type { Tx } from "@/server/store/events/tx";
import { insertInbox, toInboxDto } from "@/server/store/inboxes/inboxes";
import { newInboxLacksTaker } from "@/server/store/inboxes/reply-takers";

export type CreateInbox = {
  name: string;
  channel: InboxDto["channel"];
  callbackUrl?: string | null;
  /** Default `tickline`. */
  callbackFormat?: InboxDto["callbackFormat"];
  /** Default false. */
  callbackDeduplicates?: boolean;
  /** The first status of messages; default `pending`. `sent` is for an integration that never reports. */
  messagesStartAs?: InboxDto["messagesStartAs"];
  /** Default 10; 0 = a message is never stuck. */
  stuckAfterMinutes?: number;
  /** Default 5: how long after a failure a report that the message was sent begins the next attempt. */
  retryGapSeconds?: number;
  /** Default 1; 0 = never: how many stuck messages alert administrators. */
  alertStuckMessages?: number;
  /** Default 5; 0 = never: how many minutes without an answer of the callback alert them. */
  alertDownMinutes?: number;
  /** Default, and most, 150,000: how many characters a message may have. */
  maxMessageChars?: number;
  /** Default none, of WuKongIM `created`. */
  postedNotices?: readonly PostedNotice[];
  policy?: Partial<Policy>;
};

/** Creates an inbox. Administrators only. */
export async function createInbox(tx: Tx, input: CreateInbox): Promise<InboxDto> {
  requireAdministrator(tx.caller);
  const callbackUrl = input.callbackUrl ?? null;
  const lacksTaker = await newInboxLacksTaker(tx, tx.caller.accountId, { ...input, callbackUrl });
  const row = await insertInbox(tx, {
    ...DEFAULT_POLICY,
    ...input.policy,
    name: input.name,
    channel: input.channel,
    identifier: newPublicId(),
    callbackUrl,
    noTakerSince: lacksTaker ? tx.now : null,
    callbackFormat: input.callbackFormat ?? "tickline",
    callbackDeduplicates: input.callbackDeduplicates ?? false,
    messagesStartAs: input.messagesStartAs ?? "pending",
    stuckAfterMinutes: input.stuckAfterMinutes ?? STUCK_AFTER_MINUTES.default,
    retryGapSeconds: input.retryGapSeconds ?? RETRY_GAP_SECONDS.default,
    alertStuckMessages: input.alertStuckMessages ?? ALERT_STUCK_MESSAGES.default,
    alertDownMinutes: input.alertDownMinutes ?? ALERT_DOWN_MINUTES.default,
    maxMessageChars: input.maxMessageChars ?? CONTENT_CHARS_MAX,
    postedNotices: inOrder(input.postedNotices ?? (postsCreation(input.channel) ? ["created"] : [])),
  });
  await saveCallbackEndpoint(tx, row);
  return toInboxDto(row);
}
