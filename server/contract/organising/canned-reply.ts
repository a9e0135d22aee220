import { z } from "zod";
import { accountDto, instant } from "@/server/contract/_shared/dto";

/** A reusable reply. */
export const cannedReplyDto = accountDto
  .omit({ name: true })
  .extend({ shortCode: z.string(), content: z.string(), deletedAt: instant.nullable() });
export type CannedReplyDto = z.infer<typeof cannedReplyDto>;
