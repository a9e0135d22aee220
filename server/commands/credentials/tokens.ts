import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenDto, TokenRights, TokenScope } from "@/server/contract/credentials/token";
import { insertToken, revokeToken as revoke, toTokenDto } from "@/server/store/credentials/tokens";
import type { Tx } from "@/server/store/events/tx";
import { existingInboxes } from "@/server/store/inboxes/inbox-facts";

type Rights = Omit<TokenRights, "scopes"> & { scopes: readonly TokenScope[] };
export type CreateToken = { name: string; secret: string } & Partial<Rights>;

const MEMBERS_OWN: Rights = {
  role: "administrator",
  inboxIds: null,
  isReadOnly: false,
  scopes: [],
  expiresAt: null,
};

/**
 * Creates an API token for the calling member, by default with the member's own rights. The edge makes `secret` and shows it
 * once; only its hash is stored. Refuses unknown inboxes, and rights that contradict each other.
 */
export async function createToken(tx: Tx, { name, secret, ...chosen }: CreateToken): Promise<TokenDto> {
  const { accountId, userId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  const rights: Rights = { ...MEMBERS_OWN, ...chosen };
  refuseContradiction(rights);
  const inboxIds = rights.inboxIds && (await requireInboxes(tx, rights.inboxIds));
  const expiresAt = rights.expiresAt === null ? null : new Date(rights.expiresAt);
  if (expiresAt && expiresAt <= tx.now) throw invalid("expiresAt", "must be in the future");
  const token = { ...rights, scopes: [...new Set(rights.scopes)], inboxIds, expiresAt };
  return toTokenDto(await insertToken(tx, accountId, { ...token, userId, name, secret, isChosen: false }));
}

const invalid = (field: string, detail: string) => new Refusal("input.invalid", { field, detail });

function refuseContradiction({ role, inboxIds, isReadOnly, scopes }: Rights): void {
  if (role === "administrator" && inboxIds !== null)
    throw invalid("inboxIds", "an administrator sees every inbox; choose the role agent");
  if (scopes.includes("contacts:all") && inboxIds === null)
    throw invalid("scopes", "a token for all inboxes reaches every contact; choose inboxes");
  if (!scopes.includes("conversations:purge")) return;
  if (role === "agent") throw invalid("scopes", "only administrators delete permanently");
  if (isReadOnly) throw invalid("scopes", "a read-only token deletes nothing");
}

/** The inboxes, sorted, each once. Refuses one that the account does not have. */
async function requireInboxes(tx: Tx, given: readonly number[]): Promise<number[]> {
  const inboxIds = [...new Set(given)].sort((a, b) => a - b);
  const known = await existingInboxes(tx, inboxIds);
  if (known.size < inboxIds.length || inboxIds.length === 0)
    throw new Refusal("inbox.not_found", { field: "inboxIds" });
  return inboxIds;
}

/** Revokes the caller's own token, or any token as an administrator. Repeating it changes nothing. */
export async function revokeToken(tx: Tx, { tokenId }: { tokenId: number }): Promise<TokenDto> {
  const row = await revoke(tx, tokenId);
  if (!row) throw new Refusal("token.not_found");
  if (row.userId !== tx.caller.userId) requireAdministrator(tx.caller);
  return toTokenDto(row);
}
