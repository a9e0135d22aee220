import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenDto, TokenScope } from "@/server/contract/credentials/token";
import { insertToken, revokeToken as revoke, toTokenDto } from "@/server/store/credentials/tokens";
import type { Tx } from "@/server/store/events/tx";

/** Creates an API token for the calling member. The edge makes `secret` and shows it once; only its hash is stored. */
export async function createToken(
  tx: Tx,
  input: { name: string; secret: string; scopes?: readonly TokenScope[] },
): Promise<TokenDto> {
  const { accountId, userId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  return toTokenDto(await insertToken(tx, accountId, { userId, ...input }));
}

/** Revokes the caller's own token, or any token as an administrator. Repeating it changes nothing. */
export async function revokeToken(tx: Tx, { tokenId }: { tokenId: number }): Promise<TokenDto> {
  const row = await revoke(tx, tokenId);
  if (!row) throw new Refusal("token.not_found");
  if (row.userId !== tx.caller.userId) requireAdministrator(tx.caller);
  return toTokenDto(row);
}
