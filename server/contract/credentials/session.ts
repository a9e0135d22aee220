import { z } from "zod";
import { instant } from "@/server/contract/_shared/dto";
import { PASSWORD_CHARS } from "./constants";

/** A member's session. */
export const sessionDto = z.object({
  id: z.uuid(),
  /** The browser's `User-Agent`. */
  agent: z.string(),
  address: z.string(),
  createdAt: instant,
  /** Accurate to some minutes. */
  lastSeenAt: instant,
});
export type SessionDto = z.infer<typeof sessionDto>;

/** A new password. The maximum bounds the work of hashing. */
export const newPassword = z.string().min(PASSWORD_CHARS.min).max(PASSWORD_CHARS.max);
