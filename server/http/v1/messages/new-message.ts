import { z } from "@hono/zod-openapi";
import { conversationDto } from "@/server/contract/_shared/dto";
import { sendTemplateInput } from "@/server/contract/channel/sent-template";
import { commandRecipient, ephemeralHead } from "@/server/contract/message/command-message";
import {
  addNoteInput,
  receiveMessageInput,
  sendMessageInput,
  storageInput,
} from "@/server/contract/message/inputs";
import { systemMessageInput } from "@/server/contract/message/system-content";
import type { Storage } from "@/server/domain/message/storage";
import { commandMessage, message } from "@/server/http/v1/schemas";

const { template, translations, parameters } = systemMessageInput.shape;

/** All that one body can be: `kind`, `direction`, `private` and `storage` choose the command. */
const fields = sendMessageInput.extend({
  /** `system`: nobody wrote it; `template` says what happened. */
  kind: z.enum(["message", "system"]).default("message"),
  /** `in`: the customer wrote it. */
  direction: z.enum(["in", "out"]).default("out"),
  /** A note: the customer never sees it. */
  private: z.boolean().default(false),
  mentionIds: addNoteInput.shape.mentionIds,
  location: receiveMessageInput.shape.location,
  sentAt: receiveMessageInput.shape.sentAt,
  ...storageInput.shape,
  channelTemplate: sendTemplateInput.optional(),
  template: template.optional(),
  translations: translations.unwrap().optional(),
  parameters: parameters.unwrap().optional(),
});

type Body = z.infer<typeof fields>;
type Field = keyof Body;

/** Whether a field says something: its default says nothing. */
const DEFAULTS: Partial<Record<Field, unknown>> = {
  content: "",
  direction: "out",
  private: false,
  resolve: false,
};
const isGiven = (body: Body, field: Field): boolean => {
  const value = body[field];
  return (
    value !== undefined && value !== null && value !== DEFAULTS[field] && !(field === "holdMs" && value === 0)
  );
};

/** What a message of each storage does not take: only stored ones are sent, planned, quoted and read. */
const OF_STORED = [
  "fileIds",
  "resolve",
  "lastSeenNumber",
  "holdMs",
  "sourceId",
  "mentionIds",
  "private",
  "email",
  "inReplyTo",
  "location",
  "sentAt",
  "channelTemplate",
  "countsUnread",
] as const;
const NOT_OF: Readonly<Record<Storage, readonly Field[]>> = {
  stored: ["recipientIds", "expiresInSeconds"],
  command: OF_STORED,
  ephemeral: [...OF_STORED, "expiresInSeconds"],
};
/** A system message has a template and no writer. */
const NOT_OF_SYSTEM = [
  ...OF_STORED.slice(0, -1),
  "content",
  "direction",
  "contentAttributes",
  "fromContactId",
] as const;
const OF_SYSTEM = ["template", "translations", "parameters"] as const;

type Fault = [field: Field, detail: string];

function* faultsOf(body: Body): Generator<Fault> {
  const { kind, storage, direction } = body;
  for (const field of NOT_OF[storage])
    if (isGiven(body, field)) yield [field, `is not allowed with storage ${storage}`];
  if (kind === "system") {
    if (storage !== "stored") yield ["storage", "is always stored for a system message"];
    if (body.template === undefined) yield ["template", "is required for a system message"];
    for (const field of NOT_OF_SYSTEM)
      if (isGiven(body, field)) yield [field, "is not allowed in a system message"];
  } else {
    for (const field of OF_SYSTEM) if (isGiven(body, field)) yield [field, "needs kind system"];
    if (direction === "out" && body.fromContactId !== undefined)
      yield ["fromContactId", "needs direction in"];
    yield* faultsOfStored(body);
  }
}

function* faultsOfStored(m: Body): Generator<Fault> {
  const isOut = !m.private && m.direction === "out";
  if (m.private && m.direction === "in") yield ["private", "a customer's message is not private"];
  if (m.private && m.sourceId != null) yield ["sourceId", "is not allowed in a private note"];
  if (m.private && m.inReplyTo !== undefined) yield ["inReplyTo", "is not allowed in a private note"];
  for (const field of ["location", "sentAt"] as const)
    if (m[field] !== undefined && (m.private || m.direction === "out"))
      yield [field, "is only allowed in a customer's message"];
  if (m.private && m.countsUnread !== undefined) yield ["countsUnread", "is not allowed in a private note"];
  if (m.resolve && !isOut) yield ["resolve", "is only allowed in a public outgoing message"];
  if (m.holdMs && (!isOut || m.sourceId != null))
    yield ["holdMs", "is only allowed in a public outgoing message that no provider has yet"];
  if (!m.private && m.mentionIds !== undefined) yield ["mentionIds", "is only allowed in a private note"];
  if (m.email !== undefined && !isOut) yield ["email", "is only allowed in a public outgoing message"];
  if (m.channelTemplate) {
    if (!isOut) yield ["channelTemplate", "is only allowed in a public outgoing message"];
    for (const field of ["content", "fileIds", "sourceId"] as const)
      if (isGiven(m, field)) yield [field, "is not allowed with channelTemplate"];
  }
  if (m.lastSeenNumber !== undefined && !isOut)
    yield ["lastSeenNumber", "is only allowed in a public outgoing message"];
}

/** The body of a new message. A field that makes no sense with the others is refused by its name. */
export const newMessage = fields.strict().superRefine((body, context) => {
  const [first] = faultsOf(body);
  if (first) context.addIssue({ code: "custom", path: [first[0]], message: first[1] });
});

/** How files come with a message. */
export const FORM =
  "Files: upload them first and name them in `fileIds`, or send a form (`multipart/form-data`) whose fields are those of the JSON body, with the files in parts of any name. A file of the form that cannot be taken does not stop the message: it is stored with the file in state `failed` and the reason.";

export const STORAGE =
  "`storage` says how long the message lasts. `stored`: in the history. `command`: it waits for each recipient until they acknowledge it or it expires, and is in no history. `ephemeral`: only who is connected gets it. The answer repeats it.";

/** An earlier request stored or sent the message: nothing was changed now. */
const isRepeated = z.boolean();

/** `conversation`: the message's conversation; not the requested one when the inbox's policy diverted it. */
export const placedMessage = message
  .extend({ storage: z.literal("stored"), conversation: conversationDto, isRepeated })
  .openapi("PlacedMessage");

/** What became of a new message, by its storage. */
export const newMessageAnswer = z.discriminatedUnion("storage", [
  placedMessage,
  z.object({
    storage: z.literal("command"),
    command: commandMessage,
    recipients: z.array(commandRecipient),
    isRepeated,
  }),
  z.object({ storage: z.literal("ephemeral"), ephemeral: ephemeralHead }),
]);
export type NewMessageAnswer = z.infer<typeof newMessageAnswer>;

/** What a new message refuses in addition to its fields. */
export const NEW_REFUSES = [
  "attributes.too_much",
  "channel.receives_only",
  "channel.unreachable",
  "channel.window_closed",
  "channel_template.not_approved",
  "channel_template.not_found",
  "channel_template.not_supported",
  "client_id.taken",
  "contact.not_found",
  "conversation.not_found",
  "conversation.trashed",
  "conversation_member.not_found",
  "file.attached",
  "file.not_found",
  "file.too_many",
  "inbox.no_templates",
  "member.not_found",
  "message.deleted",
  "message.no_recipient",
  "message.not_found",
  "message.not_quotable",
  "message.too_long",
  "message.unseen_newer",
  "request.rate_limited",
] as const;
