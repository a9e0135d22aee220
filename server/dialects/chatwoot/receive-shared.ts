import type { Services } from "@/server/commands/_run/services";
import { receivedText } from "@/server/commands/conversations/_steps/apply-change";
import { type ReceiveMessage, receiveMessage } from "@/server/commands/messages/receive-message";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { getMessage, messageOf } from "@/server/queries/messages/get-message";

type Arrived = {
  /** The one that is meant. */
  conversation: Pick<ConversationDto, "id" | "displayId">;
  text: Omit<ReceiveMessage, "conversation" | "fileIds">;
  fileIds: readonly number[];
};

/** `conversation`: the message's; the inbox's policy may divert it. */
type Received = {
  message: MessageDto;
  conversation: Pick<ConversationDto, "displayId" | "contactId">;
  /** Null: it was not read. */
  contact: ContactDto | null;
};

/** Receives a customer's message. A plain text shares its transaction with other changes that wait. */
export function receiveShared(
  { changes, run, database }: Pick<Services, "changes" | "run" | "database">,
  caller: Caller,
  { conversation: { id, displayId }, text, fileIds }: Arrived,
): Promise<Received> {
  const alone = async (): Promise<Received> => {
    const { result } = await run(receiveMessage, caller, {
      ...text,
      conversation: { conversationId: id },
      fileIds,
    });
    const message = await getMessage(database, caller, result.message.id);
    return { message, conversation: result.conversation, contact: null };
  };
  const change = fileIds.length === 0 ? receivedText(text) : null;
  if (!change) return alone();
  return changes.change(
    caller,
    { to: { displayId }, change },
    {
      alone,
      answer({ message, ...context }) {
        if (!message) throw new Error("a message was written");
        return { ...context, message: messageOf(message) };
      },
    },
  );
}
