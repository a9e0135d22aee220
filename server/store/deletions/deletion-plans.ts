import { createHash } from "node:crypto";
import { PLAN_MINUTES, type Planned } from "@/server/domain/deletion/deletion";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fromJson } from "@/server/store/_rows/columns";
import { lockRows } from "@/server/store/_rows/lock-row";
import type { Tx } from "@/server/store/events/tx";
import { DELETION_PLAN_COLUMNS, type DeletionPlanRow } from "@/server/store/generated/rows";

/** The caller who may confirm the plan: the same token, or the same member through the screens. */
const callerOf = ({ caller }: Tx): string =>
  caller.tokenId ? `token:${caller.tokenId}` : `user:${caller.userId}`;

const hashOf = (token: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash("sha256").update(token).digest());

/** Stores the prepared deletion under its token's hash. */
export async function insertPlan(
  tx: Tx,
  { token, contactId, items }: { token: string; contactId: number | null; items: readonly Planned[] },
): Promise<void> {
  await prismaOf(tx).deletionPlan.create({
    data: {
      accountId: tx.caller.accountId,
      tokenHash: hashOf(token),
      caller: callerOf(tx),
      contactId,
      items: items.map(({ id, version, lastNumber }) => [id, version, lastNumber]),
      expiresAt: expiryOf(tx.now),
    },
    select: { id: true },
  });
}

export const expiryOf = (now: Date): Date => new Date(now.getTime() + PLAN_MINUTES * 60_000);

export type Plan = {
  id: number;
  contactId: number | null;
  items: Planned[];
  expiresAt: Date;
  usedAt: Date | null;
};

const { id, contactId, items, expiresAt, usedAt } = DELETION_PLAN_COLUMNS;
const LOCKED = { id, contactId, items, expiresAt, usedAt };

/** Locks the caller's plan with this token; null when there is none or it is another caller's. */
export async function lockPlan(tx: Tx, token: string): Promise<Plan | null> {
  const [row] = await lockRows<Pick<DeletionPlanRow, keyof typeof LOCKED>>(tx, "deletion_plan", {
    where: { token_hash: hashOf(token), caller: callerOf(tx) },
    columns: LOCKED,
  });
  if (!row) return null;
  const items = fromJson<[number, number, number][]>(row.items);
  return { ...row, items: items.map(([id, version, lastNumber]) => ({ id, version, lastNumber })) };
}

export async function spendPlan(tx: Tx, planId: number): Promise<void> {
  await prismaOf(tx).deletionPlan.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: planId } },
    data: { usedAt: tx.now },
    select: { id: true },
  });
}
