import { z } from "zod";
import { instant } from "@/server/contract/_shared/dto";

/** A member's unsent text in a conversation, visible to them only. */
export const draftDto = z.object({
  kind: z.enum(["message", "note"]),
  content: z.string(),
  updatedAt: instant,
});
export type DraftDto = z.infer<typeof draftDto>;
