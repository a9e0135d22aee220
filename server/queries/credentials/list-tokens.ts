import type { Caller } from "@/server/contract/_shared/caller";
import { TOKEN_SCOPES, type TokenDto } from "@/server/contract/credentials/token";
import type { Database } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";

/** More tokens than this are cut here, the oldest first. */
export const TOKENS_MAX = 500;

/** The API tokens of the caller's account, newest first; never their secrets. */
export async function listTokens(database: Database, caller: Caller): Promise<TokenDto[]> {
  const rows = await prismaOf(database).apiToken.findMany({
    where: { accountId: caller.accountId },
    orderBy: { id: "desc" },
    take: TOKENS_MAX,
    omit: { accountId: true, secretHash: true },
  });
  return rows.map((row) => ({
    ...row,
    id: Number(row.id),
    userId: Number(row.userId),
    scopes: TOKEN_SCOPES.filter((scope) => row.scopes.includes(scope)),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }));
}
