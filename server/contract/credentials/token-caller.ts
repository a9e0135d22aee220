import type { Caller } from "@/server/contract/_shared/caller";
import type { TokenRights } from "./token";

/** A member's part in the rights of their tokens. */
type Holder = { role: "administrator" | "agent"; inboxIds: readonly number[] };
type Rights = Omit<TokenRights, "scopes" | "expiresAt">;

/** What a token may do and see: what both its member and its own rights allow. */
export function rightsOfToken(
  member: Holder,
  { role, inboxIds, isReadOnly }: Rights,
): Pick<Caller, "role" | "inboxIds" | "isReadOnly"> {
  const isAdministrator = member.role === "administrator";
  if (isAdministrator && role === "administrator") return { role, inboxIds: "all", isReadOnly };
  const both = isAdministrator ? inboxIds : (inboxIds ?? member.inboxIds).filter(isOneOf(member.inboxIds));
  return { role: "agent", inboxIds: both ?? "all", isReadOnly };
}

const isOneOf = (ids: readonly number[]) => (id: number) => ids.includes(id);
