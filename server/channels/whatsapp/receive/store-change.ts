import { isAwaited, MessageNotHere } from "@/server/channels/message-not-here";
import { isPassing } from "@/server/channels/passing-refusals";
import { callerOf } from "@/server/channels/places";
import type { ChangedMessage } from "@/server/channels/whatsapp/webhook/notification";
import { deleteMessage, editMessage } from "@/server/commands/messages/edit-message";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { storableText } from "@/server/lib/storable-text";
import { listKnownKeys } from "@/server/store/messages/provider-keys";
import type { WhatsappInbox } from "./store-message";

/** Stores that a message was edited or deleted in the WhatsApp app, by the customer or by us. Throws `MessageNotHere`. */
export async function storeChange(inbox: WhatsappInbox, change: ChangedMessage): Promise<void> {
  const { accountId, inboxId, services } = inbox;
  const { edit, revoke, timestamp } = change;
  const sourceId = edit?.original_message_id ?? revoke?.original_message_id;
  if (sourceId === undefined) return;
  const [known] = await listKnownKeys(services.database, accountId, { inboxId, sourceIds: [sourceId] });
  if (!known) {
    if (isAwaited(inbox, timestamp)) throw new MessageNotHere("the message that was changed is not here yet");
    return;
  }
  const { messageId } = known;
  try {
    if (!edit) await services.run(deleteMessage, callerOf(inbox), { messageId });
    else
      await services.run(editMessage, callerOf(inbox), {
        messageId,
        content: textAfter(edit),
        at: timestamp,
      });
  } catch (error) {
    if (!isRefusal(error) || isPassing(error)) throw error; // it was deleted here, or its conversation is in the trash
    log.info({ inboxId, sourceId, reason: reasonOf(error) }, "a change on WhatsApp was not stored");
  }
}

/** The text after an edit, or the caption of a file. */
function textAfter({ message }: NonNullable<ChangedMessage["edit"]>): string {
  const { text, image, video, document } = message;
  return storableText(text?.body ?? (image ?? video ?? document)?.caption ?? "");
}
