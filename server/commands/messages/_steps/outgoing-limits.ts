import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SystemContent } from "@/server/contract/message/system-content";
import { capabilitiesOf, replyWindowHoursOf } from "@/server/domain/inbox/channel";
import { TEMPLATE_CONTENT_TYPE } from "@/server/domain/message/channel-template";
import { fitsInto } from "@/server/domain/message/content";
import { isReplyWindowOpen, replyWindowEnd } from "@/server/domain/message/reply-window";
import { filledChars } from "@/server/domain/message/system-message";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { Tx } from "@/server/store/events/tx";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import { readLastReceivedAt } from "@/server/store/messages/last-received";

type Written = { content: string; contentType?: string; fileIds?: readonly number[] | undefined };
type Sending = { message: Written; conversation: ConversationRow; inbox: InboxRow };

/** Refuses a message that the inbox or its channel does not send, or not now. A template of the provider's goes at any time. */
export async function requireSendable(tx: Tx, { message, conversation, inbox }: Sending): Promise<void> {
  requireLength(message.content, inbox);
  requireFit(message, inbox);
  if (message.contentType !== TEMPLATE_CONTENT_TYPE) return requireWindow(tx, conversation, inbox);
  if (!capabilitiesOf(inbox.channel).templates) throw new Refusal("inbox.no_templates");
}

/** Refuses a text that the channel behind an inbox does not take. */
export function requireLength(content: string, { maxMessageChars }: Pick<InboxRow, "maxMessageChars">): void {
  if (!fitsInto(content, maxMessageChars))
    throw new Refusal("message.too_long", { field: "content", detail: String(maxMessageChars) });
}

/** Refuses a system message that has, in any language, more characters with its parameters than any message. */
export function requireFilledLength(
  template: string,
  translations: SystemContent["translations"],
  parameters: SystemContent["parameters"],
): void {
  const translated = Object.entries(translations).map(
    ([tag, text]) => [`translations.${tag}`, text] as const,
  );
  const detail = `has more than ${CONTENT_CHARS_MAX} characters with its parameters`;
  for (const [field, text] of [["template", template] as const, ...translated])
    if (filledChars(text, parameters) > CONTENT_CHARS_MAX)
      throw new Refusal("input.invalid", { field, detail });
}

/** Refuses more files, or a longer text, than the channel takes in one message. */
export function requireFit({ content, fileIds = [] }: Written, { channel }: Pick<InboxRow, "channel">): void {
  const { filesMax, textCharsMax, captionCharsMax } = capabilitiesOf(channel);
  if (filesMax !== null && fileIds.length > filesMax)
    throw new Refusal("file.too_many", { field: "fileIds", detail: String(filesMax) });
  const charsMax = fileIds.length > 0 ? (captionCharsMax ?? textCharsMax) : textCharsMax;
  if (charsMax !== null && !fitsInto(content, charsMax))
    throw new Refusal("message.too_long", { field: "content", detail: String(charsMax) });
}

/** Refuses `channel.window_closed`, with the time since when the channel takes no free text for this customer. */
async function requireWindow(
  tx: Tx,
  conversation: ConversationRow,
  { channel }: Pick<InboxRow, "channel">,
): Promise<void> {
  const hours = replyWindowHoursOf(channel);
  if (hours === null) return;
  const end = replyWindowEnd(await readLastReceivedAt(tx, tx.caller.accountId, conversation), hours);
  if (!isReplyWindowOpen(end, tx.now))
    throw new Refusal("channel.window_closed", end ? { detail: end.toISOString() } : {});
}
