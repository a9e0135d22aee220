import { z } from "zod";
import { instant } from "@/server/contract/_shared/dto";
import { CHANGE_ROUTES, CHANGE_STATES } from "@/server/domain/message/change-reach";
import { outgoingEmail } from "./message-email";

/** How far a change of a message's text, or its deletion, has come to the customer. */
const changeReachDto = z.object({
  /** The last change; null = it was not changed. */
  change: z
    .object({
      state: z.enum(CHANGE_STATES),
      route: z.enum(CHANGE_ROUTES),
      /** When it was made. */
      madeAt: instant,
      /** When the program answered or read; null = not yet. */
      at: instant.nullable(),
      /** Who was told: a webhook's name or host, or a token's name. */
      receiver: z.string().nullable(),
      /** Why the program did not take it. */
      error: z.string().nullable(),
    })
    .nullable(),
  /** By what a change that is made now reaches the customer; `unsent`: they have nothing yet. */
  next: z.enum(["unsent", ...CHANGE_ROUTES]),
});
export type ChangeReachDto = z.infer<typeof changeReachDto>;

/** A member's unsent text in a conversation, visible to them only. */
const draftDto = z.object({
  kind: z.enum(["message", "note"]),
  content: z.string(),
  /** In an email inbox: whom it goes to; null = to the recipients by default. */
  email: outgoingEmail.nullable(),
  updatedAt: instant,
});
export type DraftDto = z.infer<typeof draftDto>;

/** A message's text before a change. */
export const revisionDto = z.object({ content: z.string(), until: instant });
export type RevisionDto = z.infer<typeof revisionDto>;
