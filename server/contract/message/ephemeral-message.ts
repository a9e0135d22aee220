import { z } from "zod";
import { actor, attributes, id, instant } from "@/server/contract/_shared/primitives";

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
export const ephemeralMessageDto = ephemeralHead.extend({
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
