import type { Caller } from "@/server/contract/caller";
import { Refusal } from "@/server/contract/refusal";

/** Refuses `auth.forbidden` to agents: settings are an administrator's. */
export function requireAdministrator(caller: Caller): void {
  if (caller.role === "agent") throw new Refusal("auth.forbidden");
}
