import { seal, unseal } from "@/server/lib/crypto/seal";
import { readRecoveryCode } from "@/server/lib/crypto/totp";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { lockRows } from "@/server/store/_rows/lock-row";
import type { MemberRow } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { TWO_FACTOR_COLUMNS, type TwoFactorRow } from "@/server/store/generated/rows";
import { noteMember } from "@/server/store/members/members";
import { hashToken } from "./tokens";

export type LockedTwoFactor = {
  /** Null: it cannot be unsealed because the installation's secret was changed. */
  secret: string | null;
  isOn: boolean;
  lastStep: number;
};

const { sealedSecret, confirmedAt, lastStep } = TWO_FACTOR_COLUMNS;
const LOCKED = { sealedSecret, confirmedAt, lastStep };

const purpose = (userId: number): string => `two-factor ${userId}`;

/** Locks a user's two-factor authentication; null when its setup was never begun. */
export async function lockTwoFactor(tx: Tx, userId: number): Promise<LockedTwoFactor | null> {
  const [row] = await lockRows<Pick<TwoFactorRow, keyof typeof LOCKED>>(tx, "two_factor", {
    where: { user_id: userId },
    columns: LOCKED,
    orderBy: "user_id",
  });
  if (!row) return null;
  const { sealedSecret, confirmedAt, lastStep } = row;
  return { secret: unseal(sealedSecret, purpose(userId)), isOn: confirmedAt !== null, lastStep };
}

/** Whether a user's sign-in requires a code, and how many recovery codes are left. */
export async function readTwoFactor(
  db: Db,
  userId: number,
): Promise<{ isOn: boolean; recoveryCodesLeft: number }> {
  const prisma = prismaOf(db);
  const on = await prisma.twoFactor.findFirst({
    where: { userId, confirmedAt: { not: null } },
    select: { userId: true },
  });
  return { isOn: on !== null, recoveryCodesLeft: await prisma.recoveryCode.count({ where: { userId } }) };
}

/** The members of an account whose sign-in requires a code. */
export async function listTwoFactorUsers(db: Db, accountId: number): Promise<number[]> {
  const rows = await prismaOf(db).twoFactor.findMany({
    where: { confirmedAt: { not: null }, user: { members: { some: { accountId } } } },
    select: { userId: true },
  });
  return rows.map(({ userId }) => Number(userId));
}

/** Begins the setup, in place of one that was not confirmed. Sign-in does not require a code yet. */
export async function putTwoFactor(tx: Tx, member: MemberRow, secret: string): Promise<void> {
  const begun = { sealedSecret: seal(secret, purpose(member.id)), createdAt: tx.now };
  const { count } = await prismaOf(tx).twoFactor.updateMany({
    where: { userId: member.id, confirmedAt: null },
    data: begun,
  });
  if (count > 0) return;
  const data = [{ userId: member.id, ...begun }];
  await prismaOf(tx).twoFactor.createMany({ data, skipDuplicates: true });
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
  const data = codes.map((code) => ({ userId: member.id, codeHash: hashOf(code) }));
  await prismaOf(tx).recoveryCode.createMany({ data });
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
