import type { Tx } from "@/server/store/events/tx";
import { type AnswerSubjects, aboutMarks } from "./answer-subjects";

type Subjects = Omit<AnswerSubjects, "withConversation">;

const EMPTY: Subjects = {
  conversationIds: new Set(),
  displayIds: new Set(),
  contactIds: new Set(),
  hasStrangers: false,
};

/** Deletes stored answers to requests with an `Idempotency-Key` about these conversations. */
export const deleteConversationResponses = (
  tx: Tx,
  rows: readonly { id: number; displayId: number }[],
): Promise<void> =>
  deleteAnswers(tx, {
    ...EMPTY,
    conversationIds: new Set(rows.map(({ id }) => id)),
    displayIds: new Set(rows.map(({ displayId }) => displayId)),
  });

/** Deletes answers that show one of these notes. Other answers stay, so that a repeated request does not run again. */
export async function deleteNoteResponses(
  tx: Tx,
  notes: readonly { messageId: number; conversationId: number }[],
): Promise<void> {
  if (notes.length === 0) return;
  const { accountId } = tx.caller;
  const conversationIds = new Set(notes.map(({ conversationId }) => conversationId));
  await tx.query(
    `delete from idempotency a using idempotency_keys_about($1, $2::text[]) found
      where a.account_id = $1 and a.caller = found.caller and a.key = found.key and ${SHOWS_NOTE}`,
    [
      accountId,
      aboutMarks(accountId, { ...EMPTY, conversationIds }),
      [...new Set(notes.map(({ messageId }) => messageId))],
    ],
  );
}

/** Deletes answers about these contacts, and about people without an id. */
export const deleteContactResponses = (tx: Tx, contactIds: readonly number[]): Promise<void> =>
  deleteAnswers(tx, { ...EMPTY, contactIds: new Set(contactIds), hasStrangers: true });

/** Index: idempotency_about. */
async function deleteAnswers(tx: Tx, about: Subjects): Promise<void> {
  const { accountId } = tx.caller;
  await tx.query(
    `delete from idempotency a using idempotency_keys_about($1, $2::text[]) found
      where a.account_id = $1 and a.caller = found.caller and a.key = found.key`,
    [accountId, aboutMarks(accountId, about)],
  );
}

/** The ids of messages in an answer, also of a conversation's newest: objects with a text. Other ids have their own sequences. */
const SHOWN = "$.** ? (exists(@.content) || exists(@.body)).id";

/** Whether an answer shows, at any depth, one of the notes `$3`. */
const SHOWS_NOTE = `exists (
  select 1 from jsonb_path_query(a.answer::jsonb, '${SHOWN}') as shown (id)
   where shown.id in (select to_jsonb(id) from unnest($3::bigint[]) as id))`;
