import { z } from "zod";
import { accountDto, id, instant } from "@/server/contract/_shared/dto";

/** What an administrator writes of a team. */
export const teamText = z.object({
  name: z.string().trim().min(1).max(100),
  memberIds: z.array(id).max(1000),
});

/** Members that conversations are given to together. */
export const teamDto = accountDto.extend({
  /** Ascending. */
  memberIds: z.array(id),
  deletedAt: instant.nullable(),
});
export type TeamDto = z.infer<typeof teamDto>;
