import { z } from "zod";
import { actor, attributes, id, instant, versioned } from "@/server/contract/_shared/primitives";

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
