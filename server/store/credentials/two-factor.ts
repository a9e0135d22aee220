import { seal, unseal } from "@/server/lib/crypto/seal";
import { readRecoveryCode } from "@/server/lib/crypto/totp";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { MemberRow } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { noteMember } from "@/server/store/members/members";
import { hashToken } from "./tokens";

export type TwoFactorRow = {
  /** Null: it cannot be unsealed because the installation's secret was changed. */
  secret: string | null;
  isOn: boolean;
  lastStep: number;
};

const purpose = (userId: number): string => `two-factor ${userId}`;

/** Locks a user's two-factor authentication; null when its setup was never begun. */
export async function lockTwoFactor(tx: Tx, userId: number): Promise<TwoFactorRow | null> {
  const [row] = await tx.query<{ sealed: string; isOn: boolean; lastStep: number }>(
    `select sealed_secret as sealed, confirmed_at is not null as "isOn", last_step as "lastStep"
       from two_factor where user_id = $1 for update`,
    [userId],
  );
  if (!row) return null;
  const { sealed, ...rest } = row;
  return { ...rest, secret: unseal(sealed, purpose(userId)) };
}

/** Whether a user's sign-in requires a code, and how many recovery codes are left. */
export async function readTwoFactor(
  db: Db,
  userId: number,
): Promise<{ isOn: boolean; recoveryCodesLeft: number }> {
  const [row] = await db.query<{ isOn: boolean; recoveryCodesLeft: number }>(
    `select exists (select 1 from two_factor where user_id = $1 and confirmed_at is not null) as "isOn",
            (select count(*) from recovery_code where user_id = $1) as "recoveryCodesLeft"`,
    [userId],
  );
  return { isOn: row?.isOn ?? false, recoveryCodesLeft: row?.recoveryCodesLeft ?? 0 };
}

/** The members of an account whose sign-in requires a code. */
export async function listTwoFactorUsers(db: Db, accountId: number): Promise<number[]> {
  const rows = await db.query<{ userId: number }>(
    `select f.user_id as "userId" from two_factor f join member m on m.user_id = f.user_id
      where m.account_id = $1 and f.confirmed_at is not null`,
    [accountId],
  );
  return rows.map((row) => row.userId);
}

/** Begins the setup, in place of one that was not confirmed. Sign-in does not require a code yet. */
export async function putTwoFactor(tx: Tx, member: MemberRow, secret: string): Promise<void> {
  await tx.query(
    `insert into two_factor (user_id, sealed_secret, created_at) values ($1, $2, $3)
     on conflict (user_id) do update set sealed_secret = excluded.sealed_secret, created_at = excluded.created_at
      where two_factor.confirmed_at is null`,
    [member.id, seal(secret, purpose(member.id)), tx.now],
  );
}

/** Turns two-factor authentication on. */
export async function confirmTwoFactor(tx: Tx, member: MemberRow, step: number): Promise<void> {
  await prismaOf(tx).twoFactor.update({
    where: { userId: member.id },
    data: { confirmedAt: tx.now, lastStep: step },
    select: { userId: true },
  });
  await noteMember(tx, member, { twoFactor: { from: "off", to: "on" } });
}

/** Stores the step of a used code: that code and earlier ones are no longer accepted. */
export async function saveStep(tx: Tx, userId: number, step: number): Promise<void> {
  await prismaOf(tx).twoFactor.update({
    where: { userId },
    data: { lastStep: step },
    select: { userId: true },
  });
}

/** Stores the hashes of new recovery codes; they replace earlier ones. */
export async function putRecoveryCodes(tx: Tx, member: MemberRow, codes: readonly string[]): Promise<void> {
  await prismaOf(tx).recoveryCode.deleteMany({ where: { userId: member.id } });
  await tx.query(`insert into recovery_code (user_id, code_hash) select $1, unnest($2::bytea[])`, [
    member.id,
    codes.map(hashOf),
  ]);
  await noteMember(tx, member, { recoveryCodes: { from: null, to: "made" } });
}

/** Deletes a recovery code, so that it is used once; false when it is not the member's. */
export async function takeRecoveryCode(tx: Tx, member: MemberRow, code: string): Promise<boolean> {
  const { count } = await prismaOf(tx).recoveryCode.deleteMany({
    where: { userId: member.id, codeHash: hashOf(code) },
  });
  if (count === 0) return false;
  await noteMember(tx, member, { recoveryCode: { from: null, to: "used" } });
  return true;
}

/** Turns two-factor authentication off and deletes its recovery codes; false when it is not on. */
export async function dropTwoFactor(tx: Tx, member: MemberRow): Promise<boolean> {
  const { count } = await prismaOf(tx).twoFactor.deleteMany({
    where: { userId: member.id, confirmedAt: { not: null } },
  });
  if (count === 0) return false;
  await prismaOf(tx).recoveryCode.deleteMany({ where: { userId: member.id } });
  await noteMember(tx, member, { twoFactor: { from: "on", to: "off" } });
  return true;
}

const hashOf = (code: string): Buffer<ArrayBuffer> => hashToken(readRecoveryCode(code));
