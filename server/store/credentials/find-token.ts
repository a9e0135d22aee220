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

/** The precision of `lastUsedAt`. */
export const USED_MINUTES = 1;
const ADDRESS_CHARS = 60;

export type TokenUse = { accountId: number; tokenId: number; address: string; now: Date };

/** Stores when and from which address a token was last used, at most once in `USED_MINUTES`. */
export async function markTokenUsed(db: Db, { accountId, tokenId, address, now }: TokenUse): Promise<void> {
  await db.query(
    `update api_token set last_used_at = $3, last_used_address = $4
      where account_id = $1 and id = $2 and (last_used_at is null or last_used_at <= $5)`,
    [
      accountId,
      tokenId,
      now,
      address.slice(0, ADDRESS_CHARS),
      new Date(now.getTime() - USED_MINUTES * 60_000),
    ],
  );
}

/** The columns of when a token last read the event log, and last had a stream open that asks for messages to send by name. */
type ReadMark = "events_read_at" | "requests_streamed_at";

/** Stores that a token reads now. */
export async function markTokenRead(
  db: Db,
  mark: ReadMark,
  { accountId, tokenId, now }: Omit<TokenUse, "address">,
): Promise<void> {
  await db.query(`update api_token set ${mark} = $3 where account_id = $1 and id = $2`, [
    accountId,
    tokenId,
    now,
  ]);
}
