import { z } from "zod";
import { instant } from "@/server/contract/_shared/dto";

/** What a member has written into a conversation and not sent; theirs alone. */
export const draftDto = z.object({
  kind: z.enum(["message", "note"]),
  content: z.string(),
  updatedAt: instant,
});
export type DraftDto = z.infer<typeof draftDto>;
