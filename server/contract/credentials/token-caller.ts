import type { Caller, ContactScope } from "@/server/contract/_shared/caller";
import type { TokenRights } from "./token";

/** A member's part in the rights of their tokens. */
type Holder = { role: "administrator" | "agent"; inboxIds: readonly number[] };
type Rights = Omit<TokenRights, "expiresAt">;

/**
 * What a token may do and see: what both its member and its own rights allow. A token for chosen inboxes reaches their contacts
 * only, without `contacts:all`; one for all of its member's reaches every contact, as the member does.
 */
export function rightsOfToken(
  member: Holder,
  { id: tokenId, role, inboxIds, isReadOnly, scopes }: Rights & { id: number },
): Pick<Caller, "role" | "inboxIds" | "isReadOnly" | "contactScope" | "scopes"> {
  const isAdministrator = member.role === "administrator";
  if (isAdministrator && role === "administrator") return { role, inboxIds: "all", isReadOnly, scopes };
  const both = isAdministrator ? inboxIds : (inboxIds ?? member.inboxIds).filter(isOneOf(member.inboxIds));
  const contactScope = inboxIds && both && scopeOfContacts({ tokenId, inboxIds: both, scopes });
  return {
    role: "agent",
    inboxIds: both ?? "all",
    isReadOnly,
    scopes,
    ...(contactScope && { contactScope }),
  };
}

/** The contacts of a token for these inboxes; null: all. */
export const scopeOfContacts = ({
  scopes,
  ...scope
}: ContactScope & Pick<TokenRights, "scopes">): ContactScope | null =>
  scopes.includes("contacts:all") ? null : scope;

const isOneOf = (ids: readonly number[]) => (id: number) => ids.includes(id);
