import { z } from "zod";
import { attributes, id } from "@/server/contract/_shared/dto";
import { sourceId, text } from "@/server/contract/_shared/fields";
import {
  CLIENT_ID_CHARS_MAX,
  CONTENT_CHARS_MAX,
  DRAFT_CHARS_MAX,
  MESSAGE_NUMBER_MAX,
  REASON_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { instantInput } from "@/server/contract/_shared/primitives";
import { contactEmail, contactName, contactPhone } from "@/server/contract/contact/inputs";
import { fileIds } from "@/server/contract/file/file";
import { GROUP_MEMBERS_MAX } from "@/server/domain/conversation/conversation-member";
import { COMMAND_SECONDS, STORAGES } from "@/server/domain/message/storage";
import { locationInput, quoteInput } from "./channel-facts";
import { MENTIONS_MAX, UNDO_WINDOW_MS_MAX } from "./constants";
import { DRAFT_SEEN_MAX, FINGERPRINT_CHARS_MAX } from "./draft-fingerprint";
import { outgoingEmail } from "./message-email";

export const messageContent = text(1, CONTENT_CHARS_MAX);

/** The sender's own id of a message, echoed back. */
export const clientId = text(1, CLIENT_ID_CHARS_MAX);

/** The undo window in ms; absent = none. */
export const holdMs = z.number().int().min(0).max(UNDO_WINDOW_MS_MAX);

/** The text of a new message: with files it may be empty, or absent. */
export const newContent = text(0, CONTENT_CHARS_MAX);

/** Without it, a message raises the unread counts of its readers. */
const counted = { countsUnread: z.boolean().optional() };

const message = {
  content: newContent.default(""),
  fileIds: fileIds.optional(),
  clientId: clientId.nullable().optional(),
  contentAttributes: attributes.optional(),
};

/** The provider's id of the message, if it has one already. */
const known = { sourceId: sourceId.nullable().optional() };

export const sendMessageInput = z.object({
  ...message,
  ...known,
  ...counted,
  /** Send and resolve, as one operation. */
  resolve: z.boolean().default(false),
  /** The newest message that the writer has seen: a crossing reply is refused. */
  lastSeenNumber: z.number().int().min(0).max(MESSAGE_NUMBER_MAX).optional(),
  holdMs: holdMs.optional(),
  /** In an e-mail inbox. */
  email: outgoingEmail.optional(),
  inReplyTo: quoteInput.optional(),
});

export const addNoteInput = z.object({
  ...message,
  /** Members to notify; they must be able to see the conversation. */
  mentionIds: z.array(id).max(MENTIONS_MAX).optional(),
});

/** A customer's message in a conversation. */
export const receiveMessageInput = z.object({
  ...message,
  ...known,
  ...counted,
  inReplyTo: quoteInput.optional(),
  location: locationInput.optional(),
  /** When it was sent, by its provider. */
  sentAt: instantInput.optional(),
});

/** How long a message lasts, and whom one is meant for that is in no history. */
export const storageInput = z.object({
  storage: z.enum(STORAGES).default("stored"),
  /** The customer of the conversation who sends it. */
  fromContactId: id.optional(),
  /** Of the conversation's customers; absent = all but the sender. */
  recipientIds: z.array(id).max(GROUP_MEMBERS_MAX).optional(),
  /** For how long a command message waits for its recipients. */
  expiresInSeconds: z.number().int().min(1).max(COMMAND_SECONDS.max).optional(),
});

/** `upTo`: the number of the newest command message that the recipient has. */
export const acknowledgeCommandsInput = z.object({ upTo: z.number().int().min(0).max(MESSAGE_NUMBER_MAX) });

/** A customer's message, by the customer's id in the inbox's channel. */
export const receiveFromInput = receiveMessageInput.extend({
  from: z.strictObject({
    /** The customer's id in the channel, such as their phone number. */
    sourceId,
    /** For a new contact; default `sourceId`. */
    name: contactName.optional(),
    email: contactEmail.nullable().optional(),
    phone: contactPhone.nullable().optional(),
  }),
});

export const editMessageInput = z.object({ content: newContent });
export type EditMessageInput = z.infer<typeof editMessageInput>;

/** The conversation that gets the copy, by display id. */
export const forwardAsNoteInput = z.object({ displayId: id });

/** Fingerprints of drafts that a page knows. */
export const draftsSeen = z.array(z.string().max(FINGERPRINT_CHARS_MAX)).max(DRAFT_SEEN_MAX);

/** The unsent text of a message or note, which may be longer than either; null deletes it. Of a mail whose recipients are chosen it may be empty. */
export const keepDraftInput = z.object({
  draft: z
    .object({
      kind: z.enum(["message", "note"]),
      content: text(0, DRAFT_CHARS_MAX),
      email: outgoingEmail.nullable().default(null),
    })
    .refine(({ content, email }) => content !== "" || email !== null, {
      path: ["content"],
      error: "is empty",
    })
    .nullable(),
  /** Of those that it replaces. Absent = any: its page is of an earlier release. */
  seen: draftsSeen.optional(),
});

/** Why a message that was not delivered needs nobody any more. */
export const dismissMessageInput = z.object({ reason: text(1, REASON_CHARS_MAX) });
export type DismissMessageInput = z.infer<typeof dismissMessageInput>;
