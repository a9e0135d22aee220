import { z } from "zod";
import type { Caller } from "@/server/contract/_shared/caller";
import { csvLine } from "@/server/domain/contact/contact-import";
import { seal, unseal } from "@/server/lib/crypto/seal";
import { createZonedTime } from "@/server/lib/zoned-time";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { getAccount } from "@/server/queries/members/account";
import type { Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { select } from "@/server/store/_rows/columns";
import { CONTACT_COLUMNS, type ContactRow } from "@/server/store/contacts/contacts";

const PAGE = 500;
const COLUMNS = [
  "id",
  "name",
  "email",
  "phone",
  "identifier",
  "company",
  "blocked",
  "created at",
  "attributes",
];

/**
 * All contacts of the account as CSV, by id, a page of lines at a time. Each page is read on demand, so the
 * file is not a snapshot. Times are those of the account's time zone, with its offset. Administrators only.
 */
export function exportContacts(db: Db, caller: Caller): AsyncGenerator<string> {
  administratorsOnly(caller);
  return linesOf(atReplica(db), caller);
}

async function* linesOf(db: Db, caller: Caller): AsyncGenerator<string> {
  const time = createZonedTime((await getAccount(db, caller)).timeZone);
  yield `\uFEFF${csvLine(COLUMNS)}`; // without the byte order mark Excel does not detect UTF-8
  for (let after = 0; ; ) {
    const rows = await db.query<ExportedRow>(
      `select ${select(CONTACT_COLUMNS)}, ${COMPANY_NAME} as "companyName" from contact where account_id = $1 and id > $2 and merged_into_id is null and erased_at is null
        order by id limit ${PAGE}`,
      [caller.accountId, after],
    );
    yield rows.map((row) => lineOf(row, time)).join("");
    after = rows.at(-1)?.id ?? after;
    if (rows.length < PAGE) return;
  }
}

type ExportedRow = ContactRow & { companyName: string | null };

const COMPANY_NAME = `(select c.name from company c
  where c.account_id = contact.account_id and c.id = contact.company_id and c.deleted_at is null)`;

const lineOf = (row: ExportedRow, time: (at: Date) => string): string =>
  csvLine([
    row.id,
    row.name,
    row.email,
    row.phone,
    row.identifier,
    row.companyName,
    row.isBlocked,
    time(row.createdAt),
    Object.keys(row.customAttributes).length === 0 ? "" : JSON.stringify(row.customAttributes),
  ]);

const VALID_MS = 60_000;

const content = z.object({ contactId: z.number(), includesNotes: z.boolean(), until: z.number() });

export type ExportTicket = Pick<z.infer<typeof content>, "contactId" | "includesNotes">;

/** Lets a member's own session download one contact's data within a minute, from any process. */
export const sealExportTicket = (
  caller: Caller,
  { contactId, includesNotes }: ExportTicket,
  now: Date,
): string =>
  seal(JSON.stringify({ contactId, includesNotes, until: now.getTime() + VALID_MS }), purposeOf(caller));

/** The ticket's content; null if it is another member's, has expired, or is none. */
export function openExportTicket(caller: Caller, ticket: string, now: Date): ExportTicket | null {
  const text = unseal(ticket, purposeOf(caller));
  const opened = text === null ? null : content.parse(JSON.parse(text));
  return opened && opened.until > now.getTime() ? opened : null;
}

const purposeOf = ({ accountId, userId }: Caller) => `contact export of ${accountId} by ${userId}`;
