import type { Locale } from "@/server/contract/_shared/constants";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { AccountSettingName, PlainAccountSettingName } from "@/server/domain/member/account-settings";
import { type Db, one } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { lockRows } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import { ACCOUNT_COLUMNS, type AccountRow, toAccountFields } from "@/server/store/generated/rows";
import { appendSettingChanges } from "@/server/store/inboxes/setting-changes";

const FIELDS = fieldsOf(ACCOUNT_COLUMNS);

/** The values of all settings. */
export type AccountSettings = Pick<AccountRow, AccountSettingName>;
/** Those without a command of their own. */
export type PlainAccountSettings = Pick<AccountRow, PlainAccountSettingName>;

const toAccountDto: (row: AccountRow) => AccountDto = toAccountFields;

/** Creates the account with an empty log; the caller's account id is not used. */
export async function insertAccount(
  tx: Tx,
  { name, isDemo }: Pick<AccountRow, "name" | "isDemo">,
): Promise<AccountDto> {
  const made = await prismaOf(tx).account.create({
    data: { name, isDemo, createdAt: tx.now, updatedAt: tx.now },
    select: FIELDS,
  });
  const row = toRow<AccountRow>(made);
  const { epoch } = one(await prismaOf(tx).relayState.findMany({ select: { epoch: true } }));
  await prismaOf(tx).accountHead.create({ data: { accountId: row.id, epoch }, select: { accountId: true } });
  await prismaOf(tx).accountCounter.create({ data: { accountId: row.id }, select: { accountId: true } });
  return record(tx, "account.created", row, {});
}

/** Whether the installation has an account. */
export const hasAccount = async (db: Db): Promise<boolean> =>
  (await prismaOf(db).account.findFirst({ select: { id: true } })) !== null;

/** The account's row, or null. */
export async function findAccountRow(db: Db, accountId: number): Promise<AccountRow | null> {
  const found = await prismaOf(db).account.findFirst({ where: { id: accountId }, select: FIELDS });
  return found && toRow<AccountRow>(found);
}

/** The account, or null. */
export async function findAccount(db: Db, accountId: number): Promise<AccountDto | null> {
  const row = await findAccountRow(db, accountId);
  return row && toAccountDto(row);
}

/** The language of mails that nobody chose one for. */
export const readLanguage = async (tx: Tx): Promise<Locale> => toRow<Named>(await readOwn(tx)).language;

type Named = Pick<AccountRow, "name" | "language">;

/** The caller's account. */
const readOwn = async (tx: Tx) =>
  one(
    await prismaOf(tx).account.findMany({
      where: { id: tx.caller.accountId },
      select: { name: true, language: true },
    }),
  );

/** Locks the caller's account. */
export const lockAccount = async (tx: Tx): Promise<AccountRow> =>
  one(await lockRows(tx, "account", { where: { id: tx.caller.accountId }, columns: ACCOUNT_COLUMNS }));

/** Saves settings of the caller's account; records `account.updated` with those that changed. */
export async function saveAccountSettings(
  tx: Tx,
  settings: Partial<AccountSettings & Pick<AccountRow, "isDemo">>,
): Promise<AccountDto> {
  const before = await lockAccount(tx);
  const changes = differences(before, { ...before, ...settings });
  if (Object.keys(changes).length === 0) return toAccountDto(before);
  const saved = await prismaOf(tx).account.update({
    where: { id: before.id },
    data: { ...settings, version: { increment: 1 }, updatedAt: tx.now },
    select: FIELDS,
  });
  const row = toRow<AccountRow>(saved);
  await appendSettingChanges(tx, { subject: "account", subjectId: row.id, subjectName: row.name }, changes);
  return record(tx, "account.updated", row, changes);
}

function record(
  tx: Tx,
  type: "account.created" | "account.updated",
  row: AccountRow,
  changes: Changes,
): AccountDto {
  const dto = toAccountDto(row);
  recordEvent(tx, { type, accountId: row.id, resource: "account", dto, changes });
  return dto;
}

/** Writes to the audit log that the caller exports a contact's data. */
export const appendContactExport = (tx: Tx, contactId: number): Promise<void> =>
  appendToAccount(tx, { done: "contactExport", about: contactId });

/** Writes to the audit log that the caller sends a conversation's transcript to an address. */
export const appendTranscript = (
  tx: Tx,
  { displayId, email }: { displayId: number; email: string },
): Promise<void> => appendToAccount(tx, { done: "transcript", about: `#${displayId}: ${email}` });

type Done = { done: string; about: string | number; reason?: string | null };

/** Writes to the account's audit log what was done, where no setting changed. */
export async function appendToAccount(tx: Tx, { done, about, reason = null }: Done): Promise<void> {
  const { accountId } = tx.caller;
  const { name } = await readOwn(tx);
  await appendSettingChanges(
    tx,
    { subject: "account", subjectId: accountId, subjectName: name },
    { [done]: { from: null, to: about } },
    { reason, revertsId: null },
  );
}
