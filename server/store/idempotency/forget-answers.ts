import type { Tx } from "@/server/store/events/tx";
import { type AnswerSubjects, aboutMarks } from "./answer-subjects";

type Forgotten = Omit<AnswerSubjects, "withConversation">;

const EMPTY: Forgotten = {
  conversationIds: new Set(),
  displayIds: new Set(),
  contactIds: new Set(),
  hasStrangers: false,
};

/** Drops stored answers to requests with an `Idempotency-Key` that are about these conversations. */
export const forgetConversations = (
  tx: Tx,
  rows: readonly { id: number; displayId: number }[],
): Promise<void> =>
  forget(tx, {
    ...EMPTY,
    conversationIds: new Set(rows.map(({ id }) => id)),
    displayIds: new Set(rows.map(({ displayId }) => displayId)),
  });

/** Drops those that show one of these notes; a conversation's other answers stay, so that what was done is not done again. */
export async function forgetNotes(
  tx: Tx,
  notes: readonly { messageId: number; conversationId: number }[],
): Promise<void> {
  if (notes.length === 0) return;
  const { accountId } = tx.caller;
  const conversationIds = new Set(notes.map(({ conversationId }) => conversationId));
  await tx.query(
    `delete from idempotency a
      where a.account_id = $1 and a.about <> '{}' and a.about && ($2::text[] || '{unread}')
        and ${holds(SHOWN, "$3")}`,
    [
      accountId,
      aboutMarks(accountId, { ...EMPTY, conversationIds }),
      [...new Set(notes.map(({ messageId }) => messageId))],
    ],
  );
}

/** The same about these contacts, and about people whom nobody knows by an id. */
export const forgetContacts = (tx: Tx, contactIds: readonly number[]): Promise<void> =>
  forget(tx, { ...EMPTY, contactIds: new Set(contactIds), hasStrangers: true });

/** Index: idempotency_about. */
async function forget(tx: Tx, about: Forgotten): Promise<void> {
  const { accountId } = tx.caller;
  const { conversationIds, displayIds, contactIds } = about;
  await tx.query(
    `delete from idempotency a
      where a.account_id = $1 and a.about <> '{}' and a.about && ($2::text[] || '{unread}')
        and (a.about && $2::text[] or ${UNREAD})`,
    [accountId, aboutMarks(accountId, about), [...conversationIds], [...displayIds], [...contactIds]],
  );
}

/** Whether an answer holds, at any depth, one of these ids under this name. */
const holds = (path: string, ids: string): string =>
  `exists (select 1 from jsonb_path_query(a.answer::jsonb, '${path}') as held (value)
            where held.value in (select to_jsonb(id) from unnest(${ids}::bigint[]) as id))`;

/** A message in an answer, also as a conversation's newest: what holds a text. Others have ids of their own sequences. */
const SHOWN = "$.** ? (exists(@.content) || exists(@.body)).id";

/** FreeScout's customer names its contact by `id` alone. */
const CUSTOMER = "$ ? (exists(@._embedded.emails)).id";

/** What an import says of people who have no id yet. */
const STRANGERS = "$.rows[*] ? (@.contactId == null)";

/**
 * Of what a release before stored, the answer itself is read: for a day after an upgrade. Then there is none, and this can
 * go, and the column's default with it.
 */
const UNREAD = `(
  (cardinality($3::bigint[]) > 0 and (${holds("$.**.conversationId", "$3")} or ${holds("$.**.displayId", "$4")}))
  or (cardinality($5::bigint[]) > 0 and (
        ${holds("$.**.contactId", "$5")} or ${holds("$.** ? (exists(@.mergedIntoId)).id", "$5")}
        or ${holds(CUSTOMER, "$5")} or jsonb_path_exists(a.answer::jsonb, '${STRANGERS}'))))`;
