import type { TokenScope } from "@/server/contract/credentials/token";
import type { Actor } from "./dto";

/** Who asks, in which account, and what of it they may see. Made by an edge, never from a request's body. */
export type Caller = {
  accountId: number;
  actor: Actor;
  role: "administrator" | "agent" | "system";
  /** The inboxes the caller may see. */
  inboxIds: "all" | readonly number[];
  userId: number | null;
  tokenId: number | null;
  /** What the token may do beyond what its member may by hand. */
  scopes?: readonly TokenScope[];
  /** Through what the caller came; kept with changes of settings. */
  via: "ui" | "api" | "system";
};

/** Tickline itself: timers, first run, command line. */
export const systemCaller = (accountId: number): Caller => ({
  accountId,
  actor: { type: "system", id: null, name: null },
  role: "system",
  inboxIds: "all",
  userId: null,
  tokenId: null,
  via: "system",
});

/** Who sees what belongs to no inbox: everybody, administrators, or one member beside them. */
export type Audience = "account" | "admins" | `member:${number}`;

/**
 * One permission rule for queries, commands, the event log and the live stream. `leftInboxId`: of an event that tells of
 * a move, whence; who sees that inbox is told that something left it.
 */
export function maySee(
  caller: Pick<Caller, "role" | "inboxIds"> & Partial<Pick<Caller, "userId">>,
  where: { inboxId: number | null; audience?: Audience | null; leftInboxId?: number | null },
): boolean {
  if (isPersonal(where)) return caller.role !== "agent" || where.audience === `member:${caller.userId}`;
  if (where.audience === "admins") return caller.role !== "agent";
  if (where.inboxId === null) return true;
  if (caller.inboxIds === "all" || caller.inboxIds.includes(where.inboxId)) return true;
  return where.leftInboxId != null && caller.inboxIds.includes(where.leftInboxId);
}

/** Whether who asks matters, and not only what they may see. */
export const isPersonal = ({ audience }: { audience?: Audience | null }): boolean =>
  audience?.startsWith("member:") ?? false;
