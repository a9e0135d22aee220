import { z } from "zod";
import { instant } from "@/server/contract/_shared/dto";

/** Where one is signed in. */
export const sessionDto = z.object({
  id: z.uuid(),
  /** The browser, as it calls itself (`User-Agent`). */
  agent: z.string(),
  address: z.string(),
  createdAt: instant,
  /** To within some minutes. */
  lastSeenAt: instant,
});
export type SessionDto = z.infer<typeof sessionDto>;
