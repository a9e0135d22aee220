import type { InboxDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { toRow } from "@/server/store/_rows/to-row";
import { INBOX_FIELDS, type InboxRow, toInboxDto } from "@/server/store/inboxes/inboxes";

/** The inbox with this public name and its account, or null. The name is the caller's only credential. */
export async function findInboxByIdentifier(
  db: Db,
  identifier: string,
): Promise<{ accountId: number; inbox: InboxDto } | null> {
  const found = await prismaOf(db).inbox.findFirst({
    where: { identifier },
    select: { accountId: true, ...INBOX_FIELDS },
  });
  if (!found) return null;
  const { accountId, ...row } = toRow<InboxRow & { accountId: number }>(found);
  return { accountId, inbox: toInboxDto(row) };
}
