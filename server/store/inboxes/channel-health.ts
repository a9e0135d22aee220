import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import {
  INBOX_CHANNEL_HEALTH_COLUMNS,
  INBOX_SENDING_COLUMNS,
  type InboxChannelHealthRow,
  type InboxSendingRow,
} from "@/server/store/generated/rows";

/** What is known of an inbox's connection to its provider. `sending`: of the calls of its sender or callback. */
export type KnownHealth = { connection: InboxChannelHealthRow | null; sending: InboxSendingRow | null };

/** What is known of an inbox's connection. Null: nothing has happened yet. */
export async function readChannelHealth(db: Db, accountId: number, inboxId: number): Promise<KnownHealth> {
  const where = { accountId, inboxId };
  const select = fieldsOf(INBOX_CHANNEL_HEALTH_COLUMNS);
  const connection = await prismaOf(db).inboxChannelHealth.findFirst({ where, select });
  const sending = await prismaOf(db).inboxSending.findFirst({
    where,
    select: fieldsOf(INBOX_SENDING_COLUMNS),
  });
  return {
    connection: connection && toRow<InboxChannelHealthRow>(connection),
    sending: sending && toRow<InboxSendingRow>(sending),
  };
}
