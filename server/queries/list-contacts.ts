import type { Caller } from "@/server/contract/caller";
import { formatPosition } from "@/server/contract/cursor";
import type { ContactDto } from "@/server/contract/dto";
import { Refusal } from "@/server/contract/refusal";
import { select } from "@/server/store/columns";
import {
  CONTACT_COLUMNS,
  type ContactRow,
  findContact,
  listMergedInto,
  toContactDto,
} from "@/server/store/contacts";
import type { Database, Db } from "@/server/store/db";
import { type Page, positionOf, readAsOf } from "./page";

/** `query` matches a part of name, e-mail or phone, or the whole identifier. */
export type ListContacts = { query?: string | null; cursor?: string | null; limit: number };

/** Contacts of the account, newest first; keyset on id. */
export function listContacts(
  database: Database,
  caller: Caller,
  input: ListContacts,
): Promise<Page<ContactDto>> {
  const [before] = positionOf(input.cursor, ["number"]) ?? [null];
  const pattern = input.query ? `%${input.query.replace(/[\\%_]/g, "\\$&")}%` : null;
  return database.snapshot(async (db) => {
    const rows = await db.query<ContactRow>(
      `select ${select(CONTACT_COLUMNS)} from contact
        where account_id = $1 and ($2::bigint is null or id < $2) and merged_into_id is null
          and ($3::text is null or name ilike $3 or email ilike $3 or phone ilike $3 or identifier = $4)
        order by id desc limit $5`,
      [caller.accountId, before, pattern, input.query ?? null, input.limit + 1],
    );
    const data = rows.slice(0, input.limit).map(toContactDto);
    const last = data.at(-1);
    return {
      data,
      nextCursor: rows.length > input.limit && last ? formatPosition([last.id]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

/** One contact of the account; one that was merged leads to the contact that took it over. */
export async function getContact(db: Db, caller: Caller, contactId: number): Promise<ContactDto> {
  const contact = await findContact(db, caller.accountId, contactId);
  if (!contact) throw new Refusal("contact.not_found");
  return contact;
}

/** Those who were merged into a contact, the last 20. */
export async function listMerged(db: Db, caller: Caller, contactId: number): Promise<ContactDto[]> {
  const { id } = await getContact(db, caller, contactId);
  return listMergedInto(db, { accountId: caller.accountId, contactId: id, limit: 20 });
}
