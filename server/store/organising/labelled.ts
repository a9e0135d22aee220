import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

const shown = (accountId: number, label: string) => ({ accountId, label, lifecycle: { not: "purged" } });

/** Conversations with a label, at most `limit` in ascending order of id. Index conversation_label_list. */
export async function listLabelled(tx: Tx, label: string, limit: number): Promise<number[]> {
  const found = await prismaOf(tx).conversationLabel.findMany({
    where: shown(tx.caller.accountId, label),
    take: limit,
    select: { conversationId: true },
  });
  return found.map(({ conversationId }) => Number(conversationId)).sort((a, b) => a - b);
}

/** Contacts with a label, at most `limit` in ascending order of id. Index contact_label_pkey. */
export async function listLabelledContacts(tx: Tx, label: string, limit: number): Promise<number[]> {
  const found = await prismaOf(tx).contactLabel.findMany({
    where: { accountId: tx.caller.accountId, label },
    orderBy: { contactId: "asc" },
    take: limit,
    select: { contactId: true },
  });
  return found.map(({ contactId }) => Number(contactId));
}

/** The number of conversations with a label; counts to `most`. */
export const countLabelled = (
  db: Db,
  accountId: number,
  { label, most }: { label: string; most: number },
): Promise<number> => prismaOf(db).conversationLabel.count({ where: shown(accountId, label), take: most });
