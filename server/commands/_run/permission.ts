import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenScope } from "@/server/contract/credentials/token";

/** Refuses `auth.forbidden` to agents: settings are an administrator's. */
export function requireAdministrator(caller: Caller): void {
  if (caller.role === "agent") throw new Refusal("auth.forbidden");
}

/** Refuses `auth.scope_missing` to a token that was not given this. */
export function requireScope({ tokenId, scopes = [] }: Caller, scope: TokenScope): void {
  if (tokenId !== null && !scopes.includes(scope)) throw new Refusal("auth.scope_missing", { detail: scope });
}
