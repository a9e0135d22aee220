import type { TokenScope } from "@/server/contract/credentials/token";
import { isAdministrative, type Role } from "@/server/domain/member/role";
import type { Actor } from "./dto";

/**
 * The contacts that a token for some inboxes reaches: those with a name in one of them, and those that the token created. Their
 * companies go with them.
 */
export type ContactScope = { inboxIds: readonly number[]; tokenId: number };

/** Who calls, in which account, and what they may see. Created by an edge, never from a request's body. */
export type Caller = {
  accountId: number;
  actor: Actor;
  role: Role;
  /** The inboxes that the caller may see. */
  inboxIds: "all" | readonly number[];
  /** Absent: all contacts of the account. */
  contactScope?: ContactScope;
  userId: number | null;
  tokenId: number | null;
  /** The agent bot whose token it is. */
  botId?: number;
  /** What the token may do in addition to its member's rights. */
  scopes?: readonly TokenScope[];
  /** A token's: every change is refused. */
  isReadOnly?: boolean;
  /** The command only records what they did: allowed to read-only tokens and during maintenance, too. */
  isRecording?: boolean;
  /** A customer's: the commands that they may run. Others are refused. */
  mayRun?: readonly unknown[];
  /** The edge; stored with changes of settings. */
  via: "ui" | "api" | "system";
};

/** The system: timers, first run, command line. */
export const systemCaller = (accountId: number): Caller => ({
  accountId,
  actor: { type: "system", id: null, name: null },
  role: "system",
  inboxIds: "all",
  userId: null,
  tokenId: null,
  via: "system",
});

type Customer = { accountId: number; inboxId: number; actor: Actor; mayRun: readonly unknown[] };

/** A customer of one inbox: a visitor, a device or a sender, who runs no other command than these. */
export const customerCaller = ({ inboxId, ...customer }: Customer): Caller => ({
  ...customer,
  role: "customer",
  inboxIds: [inboxId],
  userId: null,
  tokenId: null,
  via: "api",
});

/** Who sees an event without an inbox: everybody, administrators, or administrators and one member. */
export type Audience = "account" | "admins" | `member:${number}`;

type Place = {
  inboxId: number | null;
  audience?: Audience | null;
  leftInboxId?: number | null;
  type?: string;
};

const OF_CONTACTS = /^(contact|contact_note|company)\./;

/**
 * One permission rule for queries, commands, the event log and the live stream. `leftInboxId`: the earlier inbox in a
 * move's event, whose members may see that the conversation left. `type`: the event's. Who reaches some contacts only gets no
 * events of contacts, their notes and companies: an event does not say whose contact it is.
 */
export function maySee(
  caller: Pick<Caller, "role" | "inboxIds"> & Partial<Pick<Caller, "userId" | "contactScope">>,
  where: Place,
): boolean {
  if (isPersonal(where)) return isAdministrative(caller) || where.audience === `member:${caller.userId}`;
  if (where.audience === "admins") return isAdministrative(caller);
  if (where.inboxId === null) {
    if (caller.contactScope && where.type !== undefined && OF_CONTACTS.test(where.type)) return false;
    return caller.role !== "customer";
  }
  if (caller.inboxIds === "all" || caller.inboxIds.includes(where.inboxId)) return true;
  return where.leftInboxId != null && caller.inboxIds.includes(where.leftInboxId);
}

/** The inboxes of a list that the caller may see, or only this one of them; null = all. */
export function narrowInboxes(
  { inboxIds }: Pick<Caller, "inboxIds">,
  inboxId: number | undefined,
): readonly number[] | null {
  if (inboxId === undefined) return inboxIds === "all" ? null : inboxIds;
  return inboxIds === "all" || inboxIds.includes(inboxId) ? [inboxId] : [];
}

/** Whether the audience is one member: then the caller's id matters, and not only what they may see. */
export const isPersonal = ({ audience }: { audience?: Audience | null }): boolean =>
  audience?.startsWith("member:") ?? false;

/**
 * Whose an `Idempotency-Key` is: the token's, the member's or, without a token, the customer's; null: nobody can tell the
 * caller from others, so it has no keys.
 */
export function keyOwnerOf({
  tokenId,
  userId,
  actor,
}: Pick<Caller, "tokenId" | "userId" | "actor">): string | null {
  if (tokenId) return `token:${tokenId}`;
  if (userId) return `user:${userId}`;
  return actor.type === "contact" && actor.id !== null ? `contact:${actor.id}` : null;
}
