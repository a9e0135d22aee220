import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { API_TOKEN_COLUMNS } from "@/server/store/generated/rows";
import { hashToken, type TokenRow } from "./tokens";

const SELECTED = select(API_TOKEN_COLUMNS);

export type FoundToken = TokenRow & { accountId: number };

/** The token with this secret, with its account; null when it is unknown or revoked. It may have expired. */
export async function findToken(db: Db, secret: string): Promise<FoundToken | null> {
  const [row] = await db.query<FoundToken>(
    `select account_id as "accountId", ${SELECTED} from api_token where secret_hash = $1 and revoked_at is null`,
    [hashToken(secret)],
  );
  return row ?? null;
}

/** The same by the token's id, in its account. */
export async function findTokenById(
  db: Db,
  { accountId, tokenId }: { accountId: number; tokenId: number },
): Promise<FoundToken | null> {
  const [row] = await db.query<FoundToken>(
    `select account_id as "accountId", ${SELECTED} from api_token
      where account_id = $1 and id = $2 and revoked_at is null`,
    [accountId, tokenId],
  );
  return row ?? null;
}
