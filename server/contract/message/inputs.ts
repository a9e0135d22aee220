import { z } from "zod";
import { attributes, id } from "@/server/contract/_shared/dto";
import { sourceId, text } from "@/server/contract/_shared/fields";
import { CLIENT_ID_CHARS_MAX, CONTENT_CHARS_MAX, MESSAGE_NUMBER_MAX } from "@/server/contract/_shared/limits";
import { contactEmail, contactName, contactPhone } from "@/server/contract/contact/inputs";
import { MENTIONS_MAX, UNDO_WINDOW_MS_MAX } from "@/server/contract/message/constants";

export const messageContent = text(1, CONTENT_CHARS_MAX);

/** The sender's own mark of a message, echoed back. */
export const clientId = text(1, CLIENT_ID_CHARS_MAX);

/** For how long a message may be withdrawn, in ms; it leaves at once unless given. */
export const holdMs = z.number().int().min(0).max(UNDO_WINDOW_MS_MAX);

const message = {
  content: messageContent,
  clientId: clientId.nullable().optional(),
  contentAttributes: attributes.optional(),
};

/** The provider's id of the message, when it has one already. */
const known = { sourceId: sourceId.nullable().optional() };

export const sendMessageInput = z.object({
  ...message,
  ...known,
  /** Send and resolve, as one operation. */
  resolve: z.boolean().default(false),
  /** The newest message that the writer knows: refused when somebody else wrote after it. */
  lastSeenNumber: z.number().int().min(0).max(MESSAGE_NUMBER_MAX).optional(),
  holdMs: holdMs.optional(),
});

export const addNoteInput = z.object({
  ...message,
  /** Members who are notified of it; they must be able to see the conversation. */
  mentionIds: z.array(id).max(MENTIONS_MAX).optional(),
});

/** What a customer wrote into a conversation. */
export const receiveMessageInput = z.object({ ...message, ...known });

/** What a customer wrote, by the name that the inbox's channel has for them. */
export const receiveFromInput = receiveMessageInput.extend({
  from: z.strictObject({
    /** How the channel calls the customer: their number, their account. */
    sourceId,
    /** For a customer who is new here; `sourceId` unless given. */
    name: contactName.optional(),
    email: contactEmail.nullable().optional(),
    phone: contactPhone.nullable().optional(),
  }),
});

export const editMessageInput = z.object({ content: messageContent });
export type EditMessageInput = z.infer<typeof editMessageInput>;

/** The conversation, by its number, that gets the copy. */
export const forwardAsNoteInput = z.object({ displayId: id });

/** What is unsent of a message or note; null: nothing any more. */
export const keepDraftInput = z.object({
  draft: z.object({ kind: z.enum(["message", "note"]), content: messageContent }).nullable(),
});
