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

/** The numbers of conversations and of contacts with a label; each counts to `most`. */
export async function countLabelled(
  db: Db,
  accountId: number,
  { label, most }: { label: string; most: number },
): Promise<{ conversations: number; contacts: number }> {
  const prisma = prismaOf(db);
  return {
    conversations: await prisma.conversationLabel.count({ where: shown(accountId, label), take: most }),
    contacts: await prisma.contactLabel.count({ where: { accountId, label }, take: most }),
  };
}

/** Whether a conversation or contact has one of these labels. */
export async function isLabelled(tx: Tx, labels: readonly string[]): Promise<boolean> {
  const { accountId } = tx.caller;
  const label = { in: [...labels] };
  const prisma = prismaOf(tx);
  const conversations = await prisma.conversationLabel.count({
    where: { accountId, label, lifecycle: { not: "purged" } },
    take: 1,
  });
  return conversations > 0 || (await prisma.contactLabel.count({ where: { accountId, label }, take: 1 })) > 0;
}
