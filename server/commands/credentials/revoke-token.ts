import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenDto } from "@/server/contract/credentials/token";
import { revokeToken as revoke, toTokenDto } from "@/server/store/credentials/tokens";
import type { Tx } from "@/server/store/events/tx";

/** Ends a token: one's own, or as an administrator anybody's. Doing it twice changes nothing. */
export async function revokeToken(tx: Tx, { tokenId }: { tokenId: number }): Promise<TokenDto> {
  const row = await revoke(tx, tokenId);
  if (!row) throw new Refusal("token.not_found");
  if (row.userId !== tx.caller.userId) requireAdministrator(tx.caller);
  return toTokenDto(row);
}
