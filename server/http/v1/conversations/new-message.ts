import { z } from "@hono/zod-openapi";
import { addNoteInput, receiveMessageInput, sendMessageInput } from "@/server/contract/message/inputs";

/** Three commands in one body, chosen by `direction` and `private`. */
export const newMessage = sendMessageInput
  .extend({
    /** `in`: the customer wrote it. */
    direction: z.enum(["in", "out"]).default("out"),
    fromContactId: receiveMessageInput.shape.fromContactId,
    /** A note: the customer never sees it. */
    private: z.boolean().default(false),
    mentionIds: addNoteInput.shape.mentionIds,
  })
  .strict()
  .refine((m) => !m.private || m.direction === "out", {
    path: ["private"],
    error: "a customer's message is not private",
  })
  .refine((m) => !m.private || m.sourceId == null, {
    path: ["sourceId"],
    error: "is not allowed in a private note",
  })
  .refine((m) => !m.resolve || (!m.private && m.direction === "out"), {
    path: ["resolve"],
    error: "is only allowed in a public outgoing message",
  })
  .refine((m) => !m.holdMs || (!m.private && m.direction === "out" && m.sourceId == null), {
    path: ["holdMs"],
    error: "is only allowed in a public outgoing message that no provider has yet",
  })
  .refine((m) => m.fromContactId === undefined || m.direction === "in", {
    path: ["fromContactId"],
    error: "is only allowed in a customer's message",
  })
  .refine((m) => m.private || m.mentionIds === undefined, {
    path: ["mentionIds"],
    error: "is only allowed in a private note",
  })
  .refine((m) => m.lastSeenNumber === undefined || (!m.private && m.direction === "out"), {
    path: ["lastSeenNumber"],
    error: "is only allowed in a public outgoing message",
  });
