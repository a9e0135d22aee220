import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { isAdministrative } from "@/server/domain/member/role";

/** Refuses `auth.forbidden` to all but administrators and the system. */
export function administratorsOnly(caller: Caller): void {
  if (!isAdministrative(caller)) throw new Refusal("auth.forbidden");
}
