import { createHash } from "node:crypto";
import type { TokenDto, TokenScope } from "@/server/contract/credentials/token";
import { type Db, one } from "@/server/store/_postgres/db";
import { type Columns, select } from "@/server/store/_rows/columns";
import type { Changes, Tx } from "@/server/store/events/tx";
import { appendSettingChanges } from "@/server/store/inboxes/setting-changes";

export type TokenRow = Omit<TokenDto, "createdAt" | "updatedAt" | "revokedAt"> & {
  revokedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

const COLUMNS: Columns<TokenRow> = {
  id: "$.id",
  userId: "$.user_id",
  name: "$.name",
  prefix: "$.prefix",
  scopes: "$.scopes",
  revokedAt: "$.revoked_at",
  version: "$.version",
  createdAt: "$.created_at",
  updatedAt: "$.updated_at",
};

export const toTokenDto = (row: TokenRow): TokenDto => ({
  ...row,
  revokedAt: row.revokedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** A token has 256 random bits, so a plain SHA-256 keeps it as well as a slow hash would. */
export const hashToken = (secret: string): Buffer => createHash("sha256").update(secret).digest();

const PREFIX_CHARS = 6;

export type NewToken = {
  userId: number;
  name: string;
  secret: string;
  scopes?: readonly TokenScope[] | undefined;
};

/** Keeps a token's hash; tells `token.created` to administrators. */
export async function insertToken(
  tx: Tx,
  accountId: number,
  { userId, name, secret, scopes = [] }: NewToken,
): Promise<TokenRow> {
  const row = one(
    await tx.query<TokenRow>(
      `insert into api_token (account_id, user_id, name, prefix, secret_hash, scopes, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7) returning ${select(COLUMNS)}`,
      [accountId, userId, name, secret.slice(0, PREFIX_CHARS), hashToken(secret), scopes, tx.now],
    ),
  );
  await log(tx, accountId, row, { created: { from: null, to: { prefix: row.prefix, userId } } });
  draft(tx, accountId, "token.created", row, {});
  return row;
}

/** Revokes a token; null when there is none, the row unchanged when it is revoked already. */
export async function revokeToken(tx: Tx, tokenId: number): Promise<TokenRow | null> {
  const { accountId } = tx.caller;
  const [before] = await tx.query<TokenRow>(
    `select ${select(COLUMNS)} from api_token where account_id = $1 and id = $2 for no key update`,
    [accountId, tokenId],
  );
  if (!before || before.revokedAt) return before ?? null;
  const row = one(
    await tx.query<TokenRow>(
      `update api_token set revoked_at = $3, updated_at = $3, version = version + 1
        where account_id = $1 and id = $2 and version = $4 returning ${select(COLUMNS)}`,
      [accountId, tokenId, tx.now, before.version],
    ),
  );
  await log(tx, accountId, row, { revoked: { from: null, to: { prefix: row.prefix } } });
  draft(tx, accountId, "token.revoked", row, { revokedAt: { from: null, to: tx.now.toISOString() } });
  return row;
}

type FoundToken = Pick<TokenRow, "id" | "userId" | "name" | "scopes"> & { accountId: number };

/** The live token with this secret, with its account; or null. */
export async function findToken(db: Db, secret: string): Promise<FoundToken | null> {
  const [row] = await db.query<FoundToken>(
    `select account_id as "accountId", id, user_id as "userId", name, scopes from api_token
      where secret_hash = $1 and revoked_at is null`,
    [hashToken(secret)],
  );
  return row ?? null;
}

/** Whether a token of the account still opens anything. */
export async function isTokenAlive(tx: Tx, tokenId: number): Promise<boolean> {
  const found = await tx.query(
    `select 1 from api_token where account_id = $1 and id = $2 and revoked_at is null`,
    [tx.caller.accountId, tokenId],
  );
  return found.length > 0;
}

/** The account's tokens, newest first; never their secrets. */
export async function listTokens(db: Db, accountId: number, limit: number): Promise<TokenDto[]> {
  const rows = await db.query<TokenRow>(
    `select ${select(COLUMNS)} from api_token where account_id = $1 order by id desc limit $2`,
    [accountId, limit],
  );
  return rows.map(toTokenDto);
}

const log = (tx: Tx, accountId: number, { id, name }: TokenRow, changes: Changes) =>
  appendSettingChanges(tx, { accountId, subject: "token", subjectId: id, subjectName: name }, changes);

function draft(
  tx: Tx,
  accountId: number,
  type: "token.created" | "token.revoked",
  row: TokenRow,
  changes: Changes,
): void {
  tx.pendingEvents.push({
    type,
    accountId,
    inboxId: null,
    audience: "admins",
    cause: null,
    changes,
    resource: "token",
    dto: toTokenDto(row),
  });
}
