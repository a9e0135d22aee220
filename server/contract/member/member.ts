import { z } from "zod";
import { id, versioned } from "@/server/contract/_shared/dto";

export const memberDto = z.object({
  ...versioned,
  name: z.string(),
  email: z.string(),
  role: z.enum(["administrator", "agent"]),
  /** Who was invited has no password yet; who was deactivated is refused. */
  state: z.enum(["invited", "active", "deactivated"]),
  /** Whether they are at work right now, as they say themselves. */
  availability: z.enum(["online", "away"]),
  /** For agents: the inboxes they may see. Administrators see all. */
  inboxIds: z.array(id),
});
export type MemberDto = z.infer<typeof memberDto>;
