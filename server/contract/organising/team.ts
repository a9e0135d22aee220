import { z } from "zod";
import { accountDto, id, instant } from "@/server/contract/_shared/dto";

/** A group of members to which conversations are assigned. */
export const teamDto = accountDto.extend({
  /** Ascending. */
  memberIds: z.array(id),
  deletedAt: instant.nullable(),
});
export type TeamDto = z.infer<typeof teamDto>;
