import type { CompanyDto } from "@/server/contract/contact/company";
import type { EventType } from "@/server/contract/event/event";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { lockRow, lockRows, shareRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import { COMPANY_COLUMNS, type CompanyRow, toCompanyFields } from "@/server/store/generated/rows";
import { findCompany } from "./company-names";

const FIELDS = fieldsOf(COMPANY_COLUMNS);

export const toCompanyDto: (row: CompanyRow) => CompanyDto = toCompanyFields;

export type CompanyFields = Pick<CompanyRow, "name" | "domains" | "description">;

/** Inserts a company; refuses a name that another has. Records `company.created`. */
export async function insertCompany(tx: Tx, fields: CompanyFields): Promise<CompanyRow> {
  const made = await refuseTaken(
    TAKEN,
    prismaOf(tx).company.create({
      data: {
        ...fields,
        accountId: tx.caller.accountId,
        createdByTokenId: tx.caller.contactScope?.tokenId ?? null,
        createdAt: tx.now,
        updatedAt: tx.now,
      },
      select: FIELDS,
    }),
  );
  const row = toRow<CompanyRow>(made);
  record(tx, "company.created", row, {});
  return row;
}

/** Locks a company that is not deleted and that the caller reaches; null when there is none. */
export async function lockCompany(tx: Tx, id: number): Promise<CompanyRow | null> {
  const row = await lockRow(tx, "company", { id, columns: COMPANY_COLUMNS });
  return row && (await findCompany(tx, tx.caller, id)) ? row : null;
}

/** Whether a company exists; it cannot be deleted before the transaction ends. */
export const shareCompany = (tx: Tx, companyId: number): Promise<boolean> =>
  shareRow(tx, "company", companyId);

/** Whether all of these companies exist; they cannot be deleted before the transaction ends. */
export async function shareCompanies(tx: Tx, ids: readonly number[]): Promise<boolean> {
  const shared = await lockRows(tx, "company", {
    where: { id: ids },
    columns: { id: "$.id" },
    mode: "share",
  });
  return shared.length === new Set(ids).size;
}

/** Saves changed fields, or with `deletedAt` the deletion; nothing changed → no event. */
export async function saveCompany(
  tx: Tx,
  before: CompanyRow,
  patch: Partial<CompanyFields & Pick<CompanyRow, "deletedAt">>,
): Promise<CompanyRow> {
  const wanted = { ...before, ...patch };
  const changes = differences(toCompanyDto(before), toCompanyDto(wanted), [
    ...(["name", "domains", "description", "deletedAt"] as const),
  ]);
  if (Object.keys(changes).length === 0) return before;
  const { name, domains, description, deletedAt } = wanted;
  const saved = await refuseTaken(
    TAKEN,
    prismaOf(tx).company.update({
      where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
      data: { name, domains, description, deletedAt, updatedAt: tx.now, version: { increment: 1 } },
      select: FIELDS,
    }),
  );
  const after = toRow<CompanyRow>(saved);
  record(tx, deletedAt === null ? "company.updated" : "company.deleted", after, changes);
  return after;
}

/** Locks a deleted company that contacts still name; null when none do, or another process has it. */
export const lockUnreleased = async (tx: Tx, id: number): Promise<boolean> =>
  (await lockRow(tx, "unreleased_company", { id, columns: { id: "$.id" }, mode: "skip" })) !== null;

/** No contact names the deleted company any more. */
export async function markReleased(tx: Tx, companyId: number): Promise<void> {
  await prismaOf(tx).company.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: companyId } },
    data: { isReleased: true },
    select: { id: true },
  });
}

/** Deleted companies that contacts still name, of all accounts. Index: company_unreleased. */
export async function listUnreleased(
  db: Db,
  limit: number,
): Promise<{ accountId: number; companyId: number }[]> {
  const found = await prismaOf(db).company.findMany({
    where: { deletedAt: { not: null }, isReleased: false },
    orderBy: [{ accountId: "asc" }, { id: "asc" }],
    take: limit,
    select: { accountId: true, id: true },
  });
  return found.map(({ accountId, id }) => ({ accountId: Number(accountId), companyId: Number(id) }));
}

/** Contacts of a company, merged ones too, at most `limit` in ascending order of id. Index: contact_company. */
export async function listContactsOfCompany(tx: Tx, companyId: number, limit: number): Promise<number[]> {
  const found = await prismaOf(tx).contact.findMany({
    where: { accountId: tx.caller.accountId, companyId },
    orderBy: { id: "asc" },
    take: limit,
    select: { id: true },
  });
  return found.map(({ id }) => Number(id));
}

/** The number of companies that are not deleted; counts to `most`. */
export const countCompanies = (tx: Tx, most: number): Promise<number> =>
  prismaOf(tx).company.count({ where: { accountId: tx.caller.accountId, deletedAt: null }, take: most });

/** The oldest company with a domain, or null. Index: company_domains. */
export async function findCompanyByDomain(
  db: Db,
  accountId: number,
  domain: string,
): Promise<CompanyDto | null> {
  const found = await prismaOf(db).company.findFirst({
    where: { accountId, deletedAt: null, domains: { has: domain } },
    orderBy: { id: "asc" },
    select: FIELDS,
  });
  return found && toCompanyDto(toRow<CompanyRow>(found));
}

const TAKEN: Taken = { company_name: { code: "company.taken", field: "name" } };

const record = (
  tx: Tx,
  type: Extract<EventType, `company.${string}`>,
  row: CompanyRow,
  changes: Changes,
): void => {
  recordEvent(tx, { type, resource: "company", dto: toCompanyDto(row), changes });
};
