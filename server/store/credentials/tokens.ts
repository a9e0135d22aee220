import { createHash } from "node:crypto";
import type { TokenDto, TokenRights, TokenScope, UsedToken } from "@/server/contract/credentials/token";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { lockRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import type { Changes, Tx } from "@/server/store/events/tx";
import { API_TOKEN_COLUMNS, type ApiTokenRow, toApiTokenFields } from "@/server/store/generated/rows";
import { appendSettingChanges } from "@/server/store/inboxes/setting-changes";

export type TokenRow = ApiTokenRow;

const FIELDS = fieldsOf(API_TOKEN_COLUMNS);

export const toTokenDto = (row: TokenRow): TokenDto => ({
  ...toApiTokenFields(row),
  inboxIds: row.inboxIds.length === 0 ? null : row.inboxIds,
});

/** A token of ours has 256 random bits, a chosen one at least 32 characters: a plain SHA-256 protects them like a slow hash. */
export const hashToken = (secret: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash("sha256").update(secret).digest());

const PREFIX_CHARS = 6;

export type NewToken = Omit<TokenRights, "expiresAt" | "scopes"> & {
  scopes: readonly TokenScope[];
  userId: number;
  botId?: number | null;
  name: string;
  secret: string;
  expiresAt: Date | null;
  /** The secret was chosen by an operator: none of its characters are stored. */
  isChosen: boolean;
};

/** Stores a token's hash. Records `token.created`, which administrators receive. */
export async function insertToken(
  tx: Tx,
  accountId: number,
  { secret, isChosen, scopes, inboxIds, ...fields }: NewToken,
): Promise<TokenRow> {
  const made = await prismaOf(tx).apiToken.create({
    data: {
      accountId,
      ...fields,
      inboxIds: inboxIds ?? [],
      scopes: [...scopes],
      prefix: isChosen ? "" : secret.slice(0, PREFIX_CHARS),
      secretHash: hashToken(secret),
      createdAt: tx.now,
      updatedAt: tx.now,
    },
    select: FIELDS,
  });
  const row = toRow<TokenRow>(made);
  const { prefix, userId, role, inboxIds: seen, isReadOnly, expiresAt } = toTokenDto(row);
  const to = { prefix, userId, role, inboxIds: seen, isReadOnly, scopes: row.scopes, expiresAt };
  await log(tx, accountId, row, { created: { from: null, to } });
  record(tx, accountId, "token.created", row, {});
  return row;
}

/** Revokes a token. Null when there is none; returns the row unchanged when it is revoked already. */
export async function revokeToken(tx: Tx, tokenId: number): Promise<TokenRow | null> {
  const { accountId } = tx.caller;
  const before = await lockRow(tx, "api_token", { id: tokenId, columns: API_TOKEN_COLUMNS });
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

/** Revokes all tokens of a user in the account, or of a bot. A user's bots keep theirs. */
export async function revokeTokensOf(tx: Tx, of: { userId: number } | { botId: number }): Promise<void> {
  const owner = "botId" in of ? { botId: of.botId } : { userId: of.userId, botId: null };
  const where = { accountId: tx.caller.accountId, ...owner, revokedAt: null };
  const tokens = await prismaOf(tx).apiToken.findMany({
    where,
    orderBy: { id: "asc" },
    select: { id: true },
  });
  for (const { id } of tokens) await revokeToken(tx, Number(id));
}

/** The account's token with this id; null when it is unknown, revoked or expired. */
export async function findLiveToken(tx: Tx, tokenId: number): Promise<TokenDto | null> {
  const found = await prismaOf(tx).apiToken.findFirst({
    where: {
      accountId: tx.caller.accountId,
      id: tokenId,
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: tx.now } }],
    },
    select: FIELDS,
  });
  return found && toTokenDto(toRow<TokenRow>(found));
}

/** The account's tokens without their secrets, newest first. */
export async function listTokens(db: Db, accountId: number, limit: number): Promise<UsedToken[]> {
  const found = await prismaOf(db).apiToken.findMany({
    where: { accountId },
    orderBy: { id: "desc" },
    take: limit,
    select: { ...FIELDS, lastUsedAt: true, lastUsedAddress: true },
  });
  return found.map(({ lastUsedAt, lastUsedAddress, ...token }) => ({
    ...toTokenDto(toRow<TokenRow>(token)),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    lastUsedAddress,
  }));
}

/** The precision of `lastUsedAt`. */
export const USED_MINUTES = 1;
const ADDRESS_CHARS = 60;

export type TokenUse = { accountId: number; tokenId: number; address: string; now: Date };

/** Stores when and from which address a token was last used, at most once in `USED_MINUTES`. */
export async function markTokenUsed(db: Db, { accountId, tokenId, address, now }: TokenUse): Promise<void> {
  const usedBefore = new Date(now.getTime() - USED_MINUTES * 60_000);
  await prismaOf(db).apiToken.updateMany({
    where: { accountId, id: tokenId, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: usedBefore } }] },
    data: { lastUsedAt: now, lastUsedAddress: address.slice(0, ADDRESS_CHARS) },
  });
}

/** Stores when a token last read the event log. */
export async function markEventsRead(
  db: Db,
  { accountId, tokenId, now }: Omit<TokenUse, "address">,
): Promise<void> {
  await prismaOf(db).apiToken.updateMany({ where: { accountId, id: tokenId }, data: { eventsReadAt: now } });
}

/** Stores when a token last had a stream open that asks for messages to send by name. */
export async function markRequestsStreamed(
  db: Db,
  { accountId, tokenId, now }: Omit<TokenUse, "address">,
): Promise<void> {
  await prismaOf(db).apiToken.updateMany({
    where: { accountId, id: tokenId },
    data: { requestsStreamedAt: now },
  });
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
