import { z } from "zod";
import { actor, cause, conversationStatus, id, instant } from "@/server/contract/_shared/dto";

export const transitionDto = z.object({
  id,
  conversationId: id,
  from: conversationStatus.nullable(),
  to: conversationStatus,
  cause,
  actor,
  operationId: z.string(),
  at: instant,
});
export type TransitionDto = z.infer<typeof transitionDto>;
