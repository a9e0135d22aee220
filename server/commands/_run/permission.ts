import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenScope } from "@/server/contract/credentials/token";

/** Refuses agents with `auth.forbidden`. */
export function requireAdministrator(caller: Caller): void {
  if (caller.role === "agent") throw new Refusal("auth.forbidden");
}

/** Refuses every change by a read-only token with `token.read_only`. */
export function refuseReadOnly({ isReadOnly = false }: Caller): void {
  if (isReadOnly) throw new Refusal("token.read_only");
}

/** Refuses a token without this scope with `auth.scope_missing`. */
export function requireScope({ tokenId, scopes = [] }: Caller, scope: TokenScope): void {
  if (tokenId !== null && !scopes.includes(scope)) throw new Refusal("auth.scope_missing", { detail: scope });
}
