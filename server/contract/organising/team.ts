import { z } from "zod";
import { accountDto, id, instant } from "@/server/contract/_shared/dto";

/** Members that conversations are given to together. */
export const teamDto = accountDto.extend({
  /** Ascending. */
  memberIds: z.array(id),
  deletedAt: instant.nullable(),
});
export type TeamDto = z.infer<typeof teamDto>;
