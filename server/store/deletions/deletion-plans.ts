import { createHash } from "node:crypto";
import { type Deletable, PLAN_MINUTES, type Planned } from "@/server/domain/deletion/deletion";
import { one } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";
import { HAS_COPY_ON_HOLD } from "@/server/store/messages/forwarded-notes";

/** A conversation with the fields that decide whether it may be deleted. */
export type Candidate = Planned & Deletable & { displayId: number; inboxId: number; contactId: number };

type Named = { ids: readonly number[]; displayIds: readonly number[]; contactId: number | null };

/**
 * Conversations by id or display id, and all of a contact that are not purged, ascending, without a check of rights. At
 * most `limit`. Indexes: conversation_pkey, conversation_display, conversation_by_contact.
 */
export const findCandidates = (
  tx: Tx,
  { ids, displayIds, contactId }: Named,
  limit: number,
): Promise<Candidate[]> =>
  tx.query<Candidate>(
    `select c.id, c.version, c.last_number as "lastNumber", c.display_id as "displayId", c.inbox_id as "inboxId",
            c.contact_id as "contactId", c.lifecycle, (i.legal_hold or ${HAS_COPY_ON_HOLD("c")}) as "isHeld"
       from conversation c join inbox i on i.account_id = c.account_id and i.id = c.inbox_id
      where c.account_id = $1 and (c.id = any($2::bigint[]) or c.display_id = any($3::bigint[])
         or (c.contact_id = $4 and c.lifecycle <> 'purged'))
      order by c.id limit $5`,
    [tx.caller.accountId, ids, displayIds, contactId, limit],
  );

/** The number of contacts who will have no conversation left without these. Index: conversation_by_contact. */
export async function countLeftAlone(tx: Tx, ids: readonly number[]): Promise<number> {
  const { count } = one(
    await tx.query<{ count: number }>(
      `select count(*) as count from (
         select distinct contact_id from conversation where account_id = $1 and id = any($2::bigint[])) as t
        where not exists (select 1 from conversation c
           where c.account_id = $1 and c.contact_id = t.contact_id and c.lifecycle <> 'purged'
             and c.id <> all($2::bigint[]))`,
      [tx.caller.accountId, ids],
    ),
  );
  return count;
}

/** Counts messages and notes of these conversations, without activity lines. Index: message_number. */
export const countMessages = async (
  tx: Tx,
  ids: readonly number[],
): Promise<{ messages: number; notes: number }> =>
  one(
    await tx.query<{ messages: number; notes: number }>(
      `select count(*) filter (where kind in ('message', 'system')) as messages, count(*) filter (where kind = 'note') as notes
         from message where account_id = $1 and conversation_id = any($2::bigint[])`,
      [tx.caller.accountId, ids],
    ),
  );

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

/** Locks the caller's plan with this token; null when there is none or it is another caller's. */
export async function lockPlan(tx: Tx, token: string): Promise<Plan | null> {
  const [row] = await tx.query<Omit<Plan, "items"> & { items: [number, number, number][] }>(
    `select id, contact_id as "contactId", items, expires_at as "expiresAt", used_at as "usedAt" from deletion_plan
      where account_id = $1 and token_hash = $2 and caller = $3 for no key update`,
    [tx.caller.accountId, hashOf(token), callerOf(tx)],
  );
  if (!row) return null;
  return { ...row, items: row.items.map(([id, version, lastNumber]) => ({ id, version, lastNumber })) };
}

export async function spendPlan(tx: Tx, planId: number): Promise<void> {
  await prismaOf(tx).deletionPlan.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: planId } },
    data: { usedAt: tx.now },
    select: { id: true },
  });
}
