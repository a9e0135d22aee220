import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { CONVERSATION_COLUMNS, type ConversationRow } from "@/server/store/_rows/conversation-row";
import { CONTACT_COLUMNS, type ContactRow } from "@/server/store/contacts/contacts";
import { readLockedContexts } from "@/server/store/events/event-context";
import type { Tx } from "@/server/store/events/tx";
import { tryShareInboxSql } from "@/server/store/inboxes/inbox-lock";
import { INBOX, type InboxRow } from "@/server/store/inboxes/inboxes";

/** Those of some conversations that nobody else has locked, with what decides about a change of them. */
export type LockedTogether = {
  /** By display id. */
  conversations: ReadonlyMap<number, ConversationRow>;
  /** Locked, by id: contacts of conversations that receive a message. */
  contacts: ReadonlyMap<number, ContactRow>;
  /** By id; their settings cannot change until commit. */
  inboxes: ReadonlyMap<number, InboxRow>;
};

/**
 * Locks those of these conversations that nobody else holds, and reads what their events carry, in one round trip. It waits for no
 * lock, so there is no deadlock in any order. `receiving`: those whose contact is locked, too. `inboxIds`: others than those of the
 * conversations. Does not check rights.
 */
export async function lockTogether(
  tx: Tx,
  {
    displayIds,
    receiving,
    inboxIds,
  }: { displayIds: readonly number[]; receiving: readonly number[]; inboxIds: readonly number[] },
): Promise<LockedTogether> {
  const { accountId } = tx.caller;
  const [contacts, conversations, shared, inboxes, contexts] = await Promise.all([
    receiving.length === 0 ? [] : tx.query<ContactRow>(LOCK_CONTACTS, [accountId, receiving]),
    tx.query<ConversationRow>(LOCK, [accountId, displayIds]),
    tx.query<{ id: number }>(SHARE_INBOXES, [accountId, displayIds, inboxIds]),
    tx.query<InboxRow>(READ_INBOXES, [accountId, displayIds, inboxIds]),
    readLockedContexts(tx, displayIds),
  ]);
  const isShared = new Set(shared.map(({ id }) => id));
  const known = new Map(inboxes.filter(({ id }) => isShared.has(id)).map((inbox) => [inbox.id, inbox]));
  for (const conversation of conversations) {
    const context = contexts.get(conversation.id);
    const posting = known.get(conversation.inboxId) ?? null;
    if (context) tx.preloaded.set(conversation.id, { ...context, posting, conversation });
  }
  return {
    conversations: new Map(conversations.map((row) => [row.displayId, row])),
    contacts: new Map(contacts.map((row) => [row.id, row])),
    inboxes: known,
  };
}

const OF_THESE = "account_id = $1 and display_id = any($2::bigint[]) and lifecycle <> 'purged'";

/** Index: conversation_display. */
const LOCK = statement(
  `select ${select(CONVERSATION_COLUMNS)} from conversation where ${OF_THESE} for no key update skip locked`,
);

/** Indexes: conversation_display, contact_pkey. */
const LOCK_CONTACTS = statement(`
  select ${select(CONTACT_COLUMNS)} from contact
   where account_id = $1 and erased_at is null and merged_into_id is null
     and id = any(array(select contact_id from conversation where ${OF_THESE})) for no key update skip locked`);

const INBOX_IDS = `select inbox_id as id from conversation where ${OF_THESE} union select unnest($3::bigint[])`;

/** Those whose settings nobody is changing. Index: conversation_display. */
const SHARE_INBOXES = statement(
  `select i.id from (${INBOX_IDS}) i where ${tryShareInboxSql("$1::bigint", "i.id")}`,
);

/** Indexes: conversation_display, inbox_pkey. */
const READ_INBOXES = statement(
  `select ${INBOX} from inbox where account_id = $1 and id = any(array(${INBOX_IDS}))`,
);
