import { z } from "zod";
import { id, versioned } from "@/server/contract/_shared/dto";

export const memberDto = z.object({
  ...versioned,
  name: z.string(),
  email: z.string(),
  role: z.enum(["administrator", "agent"]),
  /** An invited member has no password yet; a deactivated one is refused. */
  state: z.enum(["invited", "active", "deactivated"]),
  /** Set by the member. */
  availability: z.enum(["online", "away"]),
  /** For agents: the inboxes they may see. Administrators see all. */
  inboxIds: z.array(id),
  /** The file of their picture. Null and absent = none. */
  avatarFileId: id.nullable().optional(),
});
export type MemberDto = z.infer<typeof memberDto>;
