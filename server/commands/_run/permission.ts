import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenScope } from "@/server/contract/credentials/token";
import { isAdministrative } from "@/server/domain/member/role";

/** Refuses all but administrators and the system with `auth.forbidden`. */
export function requireAdministrator(caller: Caller): void {
  if (!isAdministrative(caller)) throw new Refusal("auth.forbidden");
}

/** Refuses every change by a read-only token with `token.read_only`. */
export function refuseReadOnly({ isReadOnly = false }: Caller): void {
  if (isReadOnly) throw new Refusal("token.read_only");
}

/** Refuses a token without this scope with `auth.scope_missing`. */
export function requireScope({ tokenId, scopes = [] }: Caller, scope: TokenScope): void {
  if (tokenId !== null && !scopes.includes(scope)) throw new Refusal("auth.scope_missing", { detail: scope });
}

/** Refuses a customer every command but those that their edge names, with `auth.forbidden`. */
export function requireOpen({ role, mayRun = [] }: Caller, command: unknown): void {
  if (role === "customer" && !mayRun.includes(command)) throw new Refusal("auth.forbidden");
}
