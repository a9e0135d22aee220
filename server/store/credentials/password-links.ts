import { LINK_HOURS } from "@/server/contract/member/constants";
import type { MailKind } from "@/server/contract/member/mail";
import type { Db } from "@/server/store/_postgres/db";
import { ifFound, prismaOf } from "@/server/store/_postgres/prisma";
import { toRow } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { hashToken } from "./tokens";

const HOUR_MS = 3_600_000;

/** Stores the hash of a member's password link; it replaces an earlier one. `kind` decides how long it is valid. */
export async function putPasswordLink(
  tx: Tx,
  { userId, secret, kind }: { userId: number; secret: string; kind: MailKind },
): Promise<void> {
  const key = { accountId: tx.caller.accountId, userId };
  const expiresAt = new Date(tx.now.getTime() + LINK_HOURS[kind] * HOUR_MS);
  const link = { secretHash: hashToken(secret), expiresAt, createdAt: tx.now };
  await prismaOf(tx).passwordLink.upsert({
    where: { accountId_userId: key },
    create: { ...key, ...link },
    update: link,
    select: { userId: true },
  });
}

/** Deletes a member's link, if there is one. */
export async function dropPasswordLink(tx: Tx, userId: number): Promise<void> {
  await prismaOf(tx).passwordLink.deleteMany({ where: { accountId: tx.caller.accountId, userId } });
}

export type PasswordLink = { accountId: number; userId: number };

/** The member of a link; null when it is unknown, used, replaced or expired. */
export async function findPasswordLink(
  db: Db,
  { secret, now }: { secret: string; now: Date },
): Promise<PasswordLink | null> {
  const found = await prismaOf(db).passwordLink.findFirst({
    where: { secretHash: hashToken(secret), expiresAt: { gt: now } },
    select: { accountId: true, userId: true },
  });
  return found && toRow<PasswordLink>(found);
}

/** Deletes a link, so that it is used once, and returns its member; null as in `findPasswordLink`. */
export async function takePasswordLink(tx: Tx, secret: string): Promise<number | null> {
  const taken = await ifFound(
    prismaOf(tx).passwordLink.delete({
      where: {
        secretHash: hashToken(secret),
        accountId: tx.caller.accountId,
        expiresAt: { gt: tx.now },
      },
      select: { userId: true },
    }),
  );
  return taken && Number(taken.userId);
}
