import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenScope } from "@/server/contract/credentials/token";
import { isAdministrative } from "@/server/domain/member/role";
import { readMaintenance } from "@/server/lib/process/maintenance";

/** Refuses all but administrators and the system with `auth.forbidden`. */
export function requireAdministrator(caller: Caller): void {
  if (!isAdministrative(caller)) throw new Refusal("auth.forbidden");
}

/**
 * Refuses every change by a read-only token with `token.read_only`, and during maintenance `server.maintenance` to all but the
 * system, which stores the results of what it had begun. A record of what a caller did is no change of theirs.
 */
export function requireWritable({ isReadOnly = false, isRecording = false, role }: Caller): void {
  if (isRecording) return;
  if (isReadOnly) throw new Refusal("token.read_only");
  if (role !== "system") refuseInMaintenance();
}

/** When a caller may try again during maintenance, whose end nobody knows, in seconds. */
const MAINTENANCE_RETRY_S = 30;

/** The refusal during maintenance, with the operator's text; null: there is none. */
export function maintenanceRefusal(): Refusal | null {
  const maintenance = readMaintenance();
  if (!maintenance) return null;
  return new Refusal("server.maintenance", { detail: maintenance.text, retryAfterS: MAINTENANCE_RETRY_S });
}

/** Refuses with `server.maintenance` while an operator has taken writes away. */
export function refuseInMaintenance(): void {
  const refusal = maintenanceRefusal();
  if (refusal) throw refusal;
}

/** The caller of a command that only records what they did: they read, proved who they are, or signed out. */
export const recording = (caller: Caller): Caller => ({ ...caller, isRecording: true });

/** Refuses a token without this scope with `auth.scope_missing`. */
export function requireScope({ tokenId, scopes = [] }: Caller, scope: TokenScope): void {
  if (tokenId !== null && !scopes.includes(scope)) throw new Refusal("auth.scope_missing", { detail: scope });
}

/** Refuses a customer every command but those that their edge names, with `auth.forbidden`. */
export function requireOpen({ role, mayRun = [] }: Caller, command: unknown): void {
  if (role === "customer" && !mayRun.includes(command)) throw new Refusal("auth.forbidden");
}
