import { isDeepStrictEqual } from "node:util";
import { requireAdministrator } from "@/server/commands/_run/permission";
import { defineAttributes } from "@/server/commands/contacts/_steps/imported-attributes";
import { nameAlone, openMatches } from "@/server/commands/contacts/_steps/imported-matches";
import type { Fit } from "@/server/commands/organising/_steps/check-attributes";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ImportDto, ImportOutcome } from "@/server/contract/contact/contact-import";
import { COMPANIES_MAX } from "@/server/domain/contact/company";
import {
  type ImportFields,
  type ImportRow,
  type ImportRowFault,
  readContactFile,
} from "@/server/domain/contact/contact-import";
import { isTooMuch } from "@/server/domain/organising/attribute-definition";
import { parseCsv } from "@/server/lib/web/parse-csv";
import { countCompanies, insertCompany, shareCompanies } from "@/server/store/contacts/companies";
import { findCompaniesByName } from "@/server/store/contacts/company-names";
import { type Matched, readEmailKeys } from "@/server/store/contacts/contact-matches";
import {
  type ContactFields,
  type ContactRow,
  insertContact,
  lockContacts,
  saveContact,
} from "@/server/store/contacts/contacts";
import { ChangedMeanwhile } from "@/server/store/conversations/lock-with-inbox";
import type { Tx } from "@/server/store/events/tx";

/** Stands for a company that a trial does not create. */
const NOT_CREATED = 0;

/**
 * Returns the id of the company with a name, in any case, of some that are known before; it is created where there is none. Refuses
 * more companies than an account can have.
 */
async function openCompaniesByName(
  tx: Tx,
  names: readonly string[],
  { dryRun }: { dryRun: boolean },
): Promise<(name: string | null) => Promise<number | null>> {
  if (names.length === 0) return async () => null;
  const found = await findCompaniesByName(tx, [...new Set(names)]);
  const ids = new Map([...found.values()].map(({ key, id }) => [key, id]));
  const known = [...ids.values()].filter((id) => id !== null);
  if (!dryRun && !(await shareCompanies(tx, known))) throw new ChangedMeanwhile();
  const missing = ids.size - known.length;
  if (missing > 0 && (await countCompanies(tx, COMPANIES_MAX)) + missing > COMPANIES_MAX)
    throw new Refusal("company.too_many");
  return async (name) => {
    if (name === null) return null;
    const key = found.get(name)?.key ?? name;
    const known = ids.get(key) ?? null;
    if (known !== null) return known;
    if (dryRun) return NOT_CREATED;
    const { id } = await insertCompany(tx, { name, domains: [], description: "" });
    ids.set(key, id);
    return id;
  };
}

export type ImportContacts = { csv: string; dryRun: boolean };

type Line = ImportDto["rows"][number];

/**
 * Creates and updates contacts from a CSV file, matched by identifier, email or phone, and one that has none of them by
 * its name. Empty cells change nothing; a line with a fault is left out and reported. A company that does not exist is
 * created. A repetition changes nothing. It is one operation: if somebody else creates one of the contacts meanwhile, it is
 * refused with `contact.taken` and may be repeated.
 */
export async function importContacts(tx: Tx, { csv, dryRun }: ImportContacts): Promise<ImportDto> {
  requireAdministrator(tx.caller);
  const file = readContactFile(parseCsv(csv));
  if ("fault" in file) return summary([], { fault: file.fault, attributes: [], ignored: [] });
  const { attributes, ignored } = file;
  const { rows, misfit } = await defineAttributes(tx, file);
  const good = rows.filter(({ fault }) => fault === null).map(({ fields }) => fields);
  const matchesOf = await openMatches(tx, good);
  const ids = [...new Set(good.flatMap((fields) => matchesOf(fields).contactIds))];
  const locked = new Map((await lockContacts(tx, ids)).map((contact) => [contact.id, contact]));
  if (ids.some((id) => locked.get(id)?.mergedIntoId !== null)) throw new ChangedMeanwhile(); // merged or erased since

  const names = good.flatMap(({ company }) => company ?? []);
  const companyOf = await openCompaniesByName(tx, names, { dryRun });

  const isRepeated = await openRepetitions(tx, good);
  const changed = new Set<number>();
  const lines: Line[] = [];
  for (const row of rows) {
    const { contactIds, aliases } = row.fault === null ? matchesOf(row.fields) : NO_MATCH;
    const [contactId, ...more] = contactIds;
    const before = contactId === undefined ? null : (locked.get(contactId) ?? null);
    const isAgain = () => isRepeated(row.fields) || (before !== null && changed.has(before.id));
    const fault =
      more.length > 0
        ? "matches_several"
        : (row.fault ?? (isAgain() ? "twice_in_file" : attributesFault(before, row.fields, misfit)));
    if (before && fault === null) changed.add(before.id);
    const companyId = fault === null ? await companyOf(row.fields.company) : null;
    const line = await importRow(
      tx,
      { ...row, fault, fields: without(row.fields, aliases) },
      { before, companyId, dryRun },
    );
    lines.push(line);
  }
  return summary(lines, { fault: null, attributes, ignored });
}

/** Whether an earlier row has the email, as Postgres compares emails, or of rows with a name alone the name. */
async function openRepetitions(
  tx: Tx,
  good: readonly ImportFields[],
): Promise<(fields: ImportFields) => boolean> {
  const keys = await readEmailKeys(
    tx,
    good.flatMap(({ email }) => email ?? []),
  );
  const keyOf = (fields: ImportFields): string | null => {
    const name = nameAlone(fields);
    if (name !== null) return `name ${name}`;
    return fields.email === null ? null : `email ${keys.get(fields.email)}`;
  };
  const first = new Map<string, ImportFields>();
  for (const fields of good) {
    const key = keyOf(fields);
    if (key !== null && !first.has(key)) first.set(key, fields);
  }
  return (fields) => {
    const key = keyOf(fields);
    return key !== null && first.get(key) !== fields;
  };
}

function attributesFault(
  before: ContactRow | null,
  { attributes }: ImportFields,
  misfit: Fit,
): ImportRowFault | null {
  const known = before?.customAttributes ?? {};
  if (isTooMuch(known, { ...known, ...attributes })) return "too_many_attributes";
  return misfit({ before: known, after: attributes }) === null ? null : "attribute_invalid";
}

const NO_MATCH: Matched = { contactIds: [], aliases: new Set() };

/** Drops the fields that belong to a contact merged into this one: they lead to this one already. */
const without = (fields: ImportFields, aliases: Matched["aliases"]): ImportFields => ({
  ...fields,
  identifier: aliases.has("identifier") ? null : fields.identifier,
  email: aliases.has("email") ? null : fields.email,
  phone: aliases.has("phone") ? null : fields.phone,
});

async function importRow(
  tx: Tx,
  { line, fields, fault }: ImportRow,
  { before, companyId, dryRun }: { before: ContactRow | null; companyId: number | null; dryRun: boolean },
): Promise<Line> {
  const name = fields.name ?? before?.name ?? fields.email ?? fields.phone ?? fields.identifier ?? "";
  const lineWith = (outcome: ImportOutcome, contactId: number | null): Line => ({
    line,
    outcome,
    fault,
    contactId,
    name,
  });
  if (fault !== null) return lineWith("left_out", null);
  if (before === null) {
    if (dryRun) return lineWith("create", null);
    const made = await insertContact(tx, newContact(name, companyId, fields));
    return lineWith("create", made.id);
  }
  const changed = { ...changeOf(before, fields), ...(companyId !== null && { companyId }) };
  const isSame = Object.entries(changed).every(([key, value]) =>
    isDeepStrictEqual(value, Reflect.get(before, key)),
  );
  if (isSame) return lineWith("unchanged", before.id);
  if (!dryRun) await saveContact(tx, before, changed);
  return lineWith("update", before.id);
}

const newContact = (
  name: string,
  companyId: number | null,
  { email, phone, identifier, attributes }: ImportFields,
): ContactFields => ({
  name,
  email,
  phone,
  identifier,
  isBlocked: false,
  isIntegrationOwn: false,
  labels: [],
  companyId,
  isGroup: false,
  customAttributes: attributes,
  additionalAttributes: {},
});

/** An email that differs only in case is the same. */
function changeOf(
  before: ContactRow,
  { attributes, company: _, ...fields }: ImportFields,
): Partial<ContactFields> {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  const isSameEmail = fields.email !== null && fields.email.toLowerCase() === before.email?.toLowerCase();
  return {
    ...given,
    ...(isSameEmail && { email: before.email }),
    customAttributes: { ...before.customAttributes, ...attributes },
  };
}

function summary(rows: Line[], about: Pick<ImportDto, "fault" | "attributes" | "ignored">): ImportDto {
  const counts = { create: 0, update: 0, unchanged: 0, left_out: 0 };
  for (const { outcome } of rows) counts[outcome]++;
  return { ...about, counts, rows };
}
