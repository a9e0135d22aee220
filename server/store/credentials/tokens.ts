import { createHash } from "node:crypto";
import type { TokenDto, TokenScope } from "@/server/contract/credentials/token";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { type Columns, fieldsOf } from "@/server/store/_rows/columns";
import { lockRow } from "@/server/store/_rows/lock-row";
import { toRow } from "@/server/store/_rows/to-row";
import { recordEvent } from "@/server/store/events/record-event";
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

const FIELDS = fieldsOf(COLUMNS);

export const toTokenDto = (row: TokenRow): TokenDto => ({
  ...row,
  revokedAt: row.revokedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** A token has 256 random bits, so a plain SHA-256 protects it as well as a slow hash. */
export const hashToken = (secret: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash("sha256").update(secret).digest());

const PREFIX_CHARS = 6;

export type NewToken = {
  userId: number;
  name: string;
  secret: string;
  scopes?: readonly TokenScope[] | undefined;
};

/** Stores a token's hash. Records `token.created`, which administrators receive. */
export async function insertToken(
  tx: Tx,
  accountId: number,
  { userId, name, secret, scopes = [] }: NewToken,
): Promise<TokenRow> {
  const made = await prismaOf(tx).apiToken.create({
    data: {
      accountId,
      userId,
      name,
      prefix: secret.slice(0, PREFIX_CHARS),
      secretHash: hashToken(secret),
      scopes: [...scopes],
      createdAt: tx.now,
      updatedAt: tx.now,
    },
    select: FIELDS,
  });
  const row = toRow<TokenRow>(made);
  await log(tx, accountId, row, { created: { from: null, to: { prefix: row.prefix, userId } } });
  record(tx, accountId, "token.created", row, {});
  return row;
}

/** Revokes a token. Null when there is none; returns the row unchanged when it is revoked already. */
export async function revokeToken(tx: Tx, tokenId: number): Promise<TokenRow | null> {
  const { accountId } = tx.caller;
  const before = await lockRow(tx, "api_token", { id: tokenId, columns: COLUMNS });
  if (!before || before.revokedAt) return before;
  const saved = await prismaOf(tx).apiToken.update({
    where: { accountId_id: { accountId, id: tokenId }, version: before.version },
    data: { revokedAt: tx.now, updatedAt: tx.now, version: { increment: 1 } },
    select: FIELDS,
  });
  const row = toRow<TokenRow>(saved);
  await log(tx, accountId, row, { revoked: { from: null, to: { prefix: row.prefix } } });
  record(tx, accountId, "token.revoked", row, { revokedAt: { from: null, to: tx.now.toISOString() } });
  return row;
}

/** Revokes all tokens of a user in the account. */
export async function revokeTokensOf(tx: Tx, userId: number): Promise<void> {
  const where = { accountId: tx.caller.accountId, userId: BigInt(userId), revokedAt: null };
  const tokens = await prismaOf(tx).apiToken.findMany({
    where,
    orderBy: { id: "asc" },
    select: { id: true },
  });
  for (const { id } of tokens) await revokeToken(tx, Number(id));
}

type FoundToken = Pick<TokenRow, "id" | "userId" | "name" | "scopes"> & { accountId: number };

/** The token with this secret, with its account; null when it is unknown or revoked. */
export async function findToken(db: Db, secret: string): Promise<FoundToken | null> {
  const [row] = await db.query<FoundToken>(
    `select account_id as "accountId", id, user_id as "userId", name, scopes from api_token
      where secret_hash = $1 and revoked_at is null`,
    [hashToken(secret)],
  );
  return row ?? null;
}

/** Whether the account has this token and it is not revoked. */
export async function isTokenAlive(tx: Tx, tokenId: number): Promise<boolean> {
  const where = { accountId: tx.caller.accountId, id: tokenId, revokedAt: null };
  return (await prismaOf(tx).apiToken.findFirst({ where, select: { id: true } })) !== null;
}

/** The account's tokens without their secrets, newest first. */
export async function listTokens(db: Db, accountId: number, limit: number): Promise<TokenDto[]> {
  const found = await prismaOf(db).apiToken.findMany({
    where: { accountId },
    orderBy: { id: "desc" },
    take: limit,
    select: FIELDS,
  });
  return found.map((token) => toTokenDto(toRow<TokenRow>(token)));
}

const log = (tx: Tx, accountId: number, { id, name }: TokenRow, changes: Changes) =>
  appendSettingChanges(tx, { accountId, subject: "token", subjectId: id, subjectName: name }, changes);

function record(
  tx: Tx,
  accountId: number,
  type: "token.created" | "token.revoked",
  row: TokenRow,
  changes: Changes,
): void {
  recordEvent(tx, { accountId, type, resource: "token", dto: toTokenDto(row), changes });
}
