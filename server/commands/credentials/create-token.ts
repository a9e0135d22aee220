import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenDto, TokenScope } from "@/server/contract/credentials/token";
import { insertToken, toTokenDto } from "@/server/store/credentials/tokens";
import type { Tx } from "@/server/store/events/tx";

/** Makes an API token for the calling user. `secret` is the edge's, shown once; only its hash is kept. */
export async function createToken(
  tx: Tx,
  input: { name: string; secret: string; scopes?: readonly TokenScope[] },
): Promise<TokenDto> {
  const { accountId, userId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  return toTokenDto(await insertToken(tx, accountId, { userId, ...input }));
}
