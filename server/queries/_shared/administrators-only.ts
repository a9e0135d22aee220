import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";

/** Refuses `auth.forbidden` to agents. */
export function administratorsOnly(caller: Caller): void {
  if (caller.role === "agent") throw new Refusal("auth.forbidden");
}
