import { hash } from "node:crypto";
import type { Locale } from "@/server/contract/_shared/constants";
import {
  PUSH_DEVICES_MAX,
  type PushDeviceDto,
  type PushSubscription,
  pushSubscription,
} from "@/server/contract/member/notification-settings";
import { seal, unseal } from "@/server/lib/crypto/seal";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

const purpose = (accountId: number): string => `push device of account ${accountId}`;

/** The subscription of a device; null if nothing can be sent to it, as when it was sealed under an earlier secret. */
export function unsealSubscription(accountId: number, sealed: string): PushSubscription | null {
  const opened = unseal(sealed, purpose(accountId));
  return opened === null ? null : (pushSubscription.safeParse(JSON.parse(opened)).data ?? null);
}

export type NewPushDevice = {
  userId: number;
  sessionId: string;
  subscription: PushSubscription;
  locale: Locale;
};

/**
 * Stores a browser of a member; one that is known belongs to this session from now on. Beyond `PUSH_DEVICES_MAX` the
 * oldest are deleted. False when the session is not the member's.
 */
export async function savePushDevice(
  tx: Tx,
  { userId, sessionId, subscription, locale }: NewPushDevice,
): Promise<boolean> {
  const { accountId } = tx.caller;
  const endpointHash = hash("sha256", subscription.endpoint, "buffer");
  // Pushes to whoever used this browser before must not reach it.
  await tx.query(`delete from push_device where account_id = $1 and endpoint_hash = $2 and user_id <> $3`, [
    accountId,
    endpointHash,
    userId,
  ]);
  const sealed = seal(JSON.stringify(subscription), purpose(accountId));
  const saved = await tx.query(
    `insert into push_device (account_id, user_id, session_id, endpoint_hash, sealed, locale, created_at)
     select $1, $2, s.id, $4, $5, $6, $7 from user_session s where s.id = $3 and s.user_id = $2
     on conflict (account_id, endpoint_hash) do update
        set session_id = excluded.session_id, sealed = excluded.sealed, locale = excluded.locale, error = null
     returning id`,
    [accountId, userId, sessionId, endpointHash, sealed, locale, tx.now],
  );
  if (saved.length === 0) return false;
  await tx.query(
    `delete from push_device where account_id = $1 and user_id = $2 and id not in (
       select id from push_device where account_id = $1 and user_id = $2 order by id desc limit ${PUSH_DEVICES_MAX})`,
    [accountId, userId],
  );
  return true;
}

/** Deletes one of a member's devices; false when it is not theirs. */
export async function deletePushDevice(tx: Tx, userId: number, deviceId: number): Promise<boolean> {
  const where = { accountId: tx.caller.accountId, userId, id: deviceId };
  return (await prismaOf(tx).pushDevice.deleteMany({ where })).count > 0;
}

/** Queues a test for one of a member's devices; false when it is not theirs. */
export async function queueTestPush(tx: Tx, userId: number, deviceId: number): Promise<boolean> {
  const rows = await tx.query(
    `insert into push (account_id, device_id, notification_id, due_at, queued_at)
     select account_id, id, 0, $4, $4 from push_device where account_id = $1 and user_id = $2 and id = $3
     on conflict (account_id, device_id, notification_id) do update
        set due_at = excluded.due_at, queued_at = excluded.queued_at, tries = 0
     returning 1`,
    [tx.caller.accountId, userId, deviceId, tx.now],
  );
  return rows.length > 0;
}

type Row = Omit<PushDeviceDto, "createdAt" | "sentAt"> & { createdAt: Date; sentAt: Date | null };

/** A member's devices, the newest first: at most `PUSH_DEVICES_MAX`. Index: push_device_of_member. */
export async function listPushDevices(
  db: Db,
  { accountId, userId, sessionId }: { accountId: number; userId: number; sessionId: string | null },
): Promise<PushDeviceDto[]> {
  const rows = await db.query<Row>(
    `select d.id, s.agent, d.session_id = $3 as "isThisSession", d.created_at as "createdAt", d.sent_at as "sentAt", d.error
       from push_device d join user_session s on s.id = d.session_id
      where d.account_id = $1 and d.user_id = $2 order by d.id desc limit ${PUSH_DEVICES_MAX}`,
    [accountId, userId, sessionId],
  );
  return rows.map(({ isThisSession, ...row }) => ({
    ...row,
    isThisSession: isThisSession === true,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
  }));
}

/** Whether a session's device has this address: the browser needs not send its subscription again. */
export async function knowsPushDevice(
  db: Db,
  { accountId, sessionId, endpoint }: { accountId: number; sessionId: string; endpoint: string },
): Promise<boolean> {
  const where = { accountId, sessionId, endpointHash: hash("sha256", endpoint, "buffer") };
  return (await prismaOf(db).pushDevice.findFirst({ where, select: { id: true } })) !== null;
}

/**
 * Stores that a session's user gave an input in a window, or left it: what waited for that is due then. False when it is
 * not theirs.
 */
export async function markAttention(
  tx: Tx,
  userId: number,
  { sessionId, isHere }: { sessionId: string; isHere: boolean },
): Promise<boolean> {
  const { count } = await prismaOf(tx).userSession.updateMany({
    where: { id: sessionId, userId },
    data: { attendedAt: isHere ? tx.now : null },
  });
  if (count > 0 && !isHere)
    await tx.query(
      `update push p set due_at = $3 from push_device d
        where d.account_id = $1 and d.user_id = $2 and p.account_id = d.account_id and p.device_id = d.id
          and p.tries = 0 and p.due_at > $3`,
      [tx.caller.accountId, userId, tx.now],
    );
  return count > 0;
}
