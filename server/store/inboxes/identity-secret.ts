import { seal, unseal } from "@/server/lib/crypto/seal";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";
import { type InboxRow, logInbox } from "./inboxes";

const purpose = (inboxId: number): string => `identities of inbox ${inboxId}`;

/** Stores an inbox's identity secret, sealed. */
export async function saveIdentitySecret(tx: Tx, inbox: InboxRow, secret: string): Promise<void> {
  await prismaOf(tx).inbox.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: inbox.id } },
    data: { identitySecret: seal(secret, purpose(inbox.id)) },
    select: { id: true },
  });
  await logInbox(tx, inbox, { identitySecret: { from: null, to: "rotated" } });
}

/** An inbox's identity secret; null if it has none, or one that this installation cannot open. */
export async function readIdentitySecret(db: Db, accountId: number, inboxId: number): Promise<string | null> {
  const found = await prismaOf(db).inbox.findFirst({
    where: { accountId, id: inboxId },
    select: { identitySecret: true },
  });
  return found?.identitySecret ? unseal(found.identitySecret, purpose(inboxId)) : null;
}
