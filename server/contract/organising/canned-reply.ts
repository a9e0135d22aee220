import { z } from "zod";
import { accountDto, instant } from "@/server/contract/_shared/dto";

/** What an administrator writes of a canned reply. */
export const cannedReplyText = z.object({
  /** What agents type after `/`: lower case, no blanks. */
  shortCode: z
    .string()
    .trim()
    .regex(/^\S{1,50}$/),
  /** May hold variables, which are filled in where it is used. */
  content: z.string().trim().min(1).max(20_000),
});

/** An answer that is written once and used often. */
export const cannedReplyDto = accountDto
  .omit({ name: true })
  .extend({ ...cannedReplyText.shape, deletedAt: instant.nullable() });
export type CannedReplyDto = z.infer<typeof cannedReplyDto>;
