import { z } from "zod";
import { actor, attributes, id, instant, versioned } from "@/server/contract/_shared/primitives";

export { COMMAND_SECONDS } from "@/server/domain/message/storage";

/** What agents read of a command to a program, in brackets. A message to people that is sent as a command begins otherwise. */
export const COMMAND_LABEL = "Command";

/** Where an ephemeral message goes, and from whom: everything but what it says. */
export const ephemeralHead = z.object({
  id: z.uuid(),
  conversationId: id,
  displayId: id,
  inboxId: id,
  sender: actor,
  /** The contacts that it is meant for. Who is not connected never gets it. */
  recipientIds: z.array(id),
  sentAt: instant,
});
export type EphemeralHead = z.infer<typeof ephemeralHead>;

/** A message that is stored nowhere: it reaches those who are connected. */
const ephemeralMessageDto = ephemeralHead.extend({
  content: z.string(),
  contentType: z.string(),
  contentAttributes: attributes,
  clientId: z.string().nullable(),
});
export type EphemeralMessageDto = z.infer<typeof ephemeralMessageDto>;

/** The bytes of an ephemeral message as JSON: it fits into one message between processes. */
export const EPHEMERAL_BYTES_MAX = 6_000;

/** The name of its event in the streams of `/v1/events`. */
export const EPHEMERAL = "ephemeral";

/** What passes by without the log: an ephemeral message, or that recipients received command messages. */
export const passing = z.object({
  displayId: id,
  inboxId: id,
  ephemeral: ephemeralMessageDto.optional(),
  hasAcknowledged: z.literal(true).optional(),
});
export type Passing = z.infer<typeof passing>;

/** A message that passes through: it waits for its recipients until they have it or it expires, and is in no history. */
export const commandMessageDto = z.object({
  ...versioned,
  conversationId: id,
  inboxId: id,
  content: z.string(),
  contentType: z.string(),
  contentAttributes: attributes,
  sender: actor,
  /** The sender's own id, echoed back. */
  clientId: z.string().nullable(),
  expiresAt: instant,
});
export type CommandMessageDto = z.infer<typeof commandMessageDto>;

/** A contact that a command message is meant for, with its number in their queue. */
export const commandRecipient = z.object({ contactId: id, number: z.number().int().positive() });
export type CommandRecipient = z.infer<typeof commandRecipient>;

/** A command message in the queue of one recipient. */
export const queuedCommandDto = z.object({
  /** Acknowledge it by this number, together with all lower ones. */
  number: z.number().int().positive(),
  command: commandMessageDto,
});
export type QueuedCommandDto = z.infer<typeof queuedCommandDto>;

/** A command message as agents see it: with how many have it. */
export const sentCommandDto = commandMessageDto.extend({
  recipients: z.number().int().min(0),
  acknowledged: z.number().int().min(0),
});
export type SentCommandDto = z.infer<typeof sentCommandDto>;

/** The command messages of one conversation that a recipient received now. */
const acknowledgedIn = z.object({ displayId: id, inboxId: id, acknowledged: z.number().int().positive() });
export type AcknowledgedIn = z.infer<typeof acknowledgedIn>;

/** What an acknowledgement changed; nothing, if all was received before. */
export const acknowledgedCommands = z.object({
  acknowledged: z.number().int().min(0),
  conversations: z.array(acknowledgedIn),
});
export type AcknowledgedCommands = z.infer<typeof acknowledgedCommands>;
