import { Refusal } from "@/server/contract/refusal";
import type { TokenDto } from "@/server/contract/token";
import { revokeToken as revoke, toTokenDto } from "@/server/store/tokens";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Ends a token: one's own, or as an administrator anybody's. Doing it twice changes nothing. */
export async function revokeToken(tx: Tx, { tokenId }: { tokenId: number }): Promise<TokenDto> {
  const row = await revoke(tx, tokenId);
  if (!row) throw new Refusal("token.not_found");
  if (row.userId !== tx.caller.userId) requireAdministrator(tx.caller);
  return toTokenDto(row);
}
