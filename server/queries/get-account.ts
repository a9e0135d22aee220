import type { Caller } from "@/server/contract/caller";
import { Refusal } from "@/server/contract/refusal";
import type { Database } from "@/server/store/db";
import { prismaOf } from "@/server/store/prisma";

/** The caller's account, as a screen names it. */
export async function getAccountName(
  database: Database,
  caller: Caller,
): Promise<{ id: number; name: string }> {
  const account = await prismaOf(database).account.findUnique({
    where: { id: caller.accountId },
    select: { id: true, name: true },
  });
  if (!account) throw new Refusal("account.not_found");
  return { id: Number(account.id), name: account.name };
}
