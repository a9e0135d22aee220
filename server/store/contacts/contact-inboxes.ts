import { randomUUID } from "node:crypto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { one } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

export type ContactInboxRow = { id: number; contactId: number; inboxId: number; sourceId: string };

const COLUMNS = `id, contact_id as "contactId", inbox_id as "inboxId", source_id as "sourceId"`;

/** Moves one contact's channel names to another contact. No event: no DTO contains them. */
export async function moveLinks(tx: Tx, from: number, to: number): Promise<void> {
  await prismaOf(tx).contactInbox.updateMany({
    where: { accountId: tx.caller.accountId, contactId: from },
    data: { contactId: to },
  });
}

/** The contact's name in an inbox; created on first use. Refuses a source id that another contact has. */
export async function linkContact(
  tx: Tx,
  { contactId, inboxId, sourceId }: { contactId: number; inboxId: number; sourceId: string | null },
): Promise<ContactInboxRow> {
  if (sourceId === null) {
    const [known] = await tx.query<ContactInboxRow>(
      `select ${COLUMNS} from contact_inbox
        where account_id = $1 and contact_id = $2 and inbox_id = $3 order by id limit 1`,
      [tx.caller.accountId, contactId, inboxId],
    );
    if (known) return known;
  }
  const row = one(
    await tx.query<ContactInboxRow>(
      `insert into contact_inbox (account_id, contact_id, inbox_id, source_id, created_at)
       values ($1, $2, $3, $4, $5)
       on conflict (account_id, inbox_id, source_id) do update set source_id = excluded.source_id
       returning ${COLUMNS}`,
      [tx.caller.accountId, contactId, inboxId, sourceId ?? randomUUID(), tx.now],
    ),
  );
  if (row.contactId !== contactId) throw new Refusal("source_id.taken", { field: "sourceId" });
  return row;
}
