import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";

/** Whether an inbox has a customer's message with this id of its provider, whatever became of it. Index: message_source. */
export async function findReceivedBefore(
  db: Db,
  accountId: number,
  { inboxId, sourceId }: { inboxId: number; sourceId: string },
): Promise<boolean> {
  const where = { accountId, inboxId, sourceId, direction: "in", kind: "message" };
  return (await prismaOf(db).message.findFirst({ where, select: { id: true } })) !== null;
}
