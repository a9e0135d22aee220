import { statement } from "@/server/store/_postgres/statement";
import { namesOf } from "@/server/store/_rows/columns";
import { CONVERSATION_COLUMNS, type ConversationRow } from "@/server/store/_rows/conversation-row";
import { countedInsert } from "@/server/store/conversations/counters";
import type { Tx } from "@/server/store/events/tx";
import { CONTACT_COLUMNS, CONTACT_GIVEN } from "@/server/store/generated/rows";
import type { NewContact, NewDecision, NewLink } from "./write-batch";

// What a customer begins with: a contact, their name in an inbox, a conversation, and what the policy decided about it.

const GIVEN = namesOf(CONTACT_COLUMNS, CONTACT_GIVEN);

const INSERT_CONTACTS = statement(`
  insert into contact (account_id, created_at, updated_at, created_by_token_id, id, ${GIVEN.join(", ")})
  select $1, $2, $2, created_by_token_id, id, ${GIVEN.join(", ")} from jsonb_populate_recordset(null::contact, $3::jsonb)`);

/** Inserts contacts. */
export async function insertContacts(tx: Tx, contacts: readonly NewContact[]): Promise<void> {
  const rows = contacts.map(({ row, createdByTokenId }) => ({
    id: row.id,
    created_by_token_id: createdByTokenId,
    ...Object.fromEntries(CONTACT_GIVEN.map((name, i) => [GIVEN[i], row[name]])),
  }));
  await tx.query(INSERT_CONTACTS, [tx.caller.accountId, tx.now, JSON.stringify(rows)]);
}

const INSERT_LINKS = statement(`
  insert into contact_inbox (account_id, created_at, id, contact_id, inbox_id, source_id)
  select $1, $2, link.* from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) as link`);

/** Inserts the first links of new contacts. */
export async function insertLinks(tx: Tx, links: readonly NewLink[]): Promise<void> {
  await tx.query(INSERT_LINKS, [
    tx.caller.accountId,
    tx.now,
    links.map(({ id }) => id),
    links.map(({ contactId }) => contactId),
    links.map(({ inboxId }) => inboxId),
    links.map(({ sourceId }) => sourceId),
  ]);
}

const FIELDS = Object.keys(CONVERSATION_COLUMNS) as (keyof ConversationRow)[]; // its own keys
const COLUMNS = namesOf(CONVERSATION_COLUMNS, FIELDS);

const INSERT_BEGUN = statement(
  countedInsert(`
    insert into conversation (account_id, ${COLUMNS.join(", ")})
    select $1, ${COLUMNS.join(", ")} from jsonb_populate_recordset(null::conversation, $2::jsonb)`),
);

/** Inserts conversations, and counts them. */
export async function insertBegun(tx: Tx, begun: readonly ConversationRow[]): Promise<void> {
  const rows = begun.map((row) => Object.fromEntries(FIELDS.map((name, i) => [COLUMNS[i], row[name]])));
  await tx.query(INSERT_BEGUN, [tx.caller.accountId, JSON.stringify(rows)]);
}

const INSERT_DECISIONS = statement(`
  insert into policy_decision (account_id, at, inbox_id, conversation_id, decided)
  select $1, $2, made.* from unnest($3::bigint[], $4::bigint[], $5::jsonb[]) as made`);

/** Stores decisions of the policy. */
export async function insertDecisions(tx: Tx, decisions: readonly NewDecision[]): Promise<void> {
  await tx.query(INSERT_DECISIONS, [
    tx.caller.accountId,
    tx.now,
    decisions.map(({ inboxId }) => inboxId),
    decisions.map(({ conversationId }) => conversationId),
    decisions.map(({ decided }) => JSON.stringify(decided)),
  ]);
}
