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
export const deleteConversationResponses = (
  tx: Tx,
  rows: readonly { id: number; displayId: number }[],
): Promise<void> =>
  forget(tx, {
    ...EMPTY,
    conversationIds: new Set(rows.map(({ id }) => id)),
    displayIds: new Set(rows.map(({ displayId }) => displayId)),
  });

/** Drops those that show one of these notes; a conversation's other answers stay, so that what was done is not done again. */
export async function deleteNoteResponses(
  tx: Tx,
  notes: readonly { messageId: number; conversationId: number }[],
): Promise<void> {
  if (notes.length === 0) return;
  const { accountId } = tx.caller;
  const conversationIds = new Set(notes.map(({ conversationId }) => conversationId));
  await tx.query(
    `delete from idempotency a
      where a.account_id = $1 and a.about <> '{}' and a.about && $2::text[] and ${SHOWS_NOTE}`,
    [
      accountId,
      aboutMarks(accountId, { ...EMPTY, conversationIds }),
      [...new Set(notes.map(({ messageId }) => messageId))],
    ],
  );
}

/** The same about these contacts, and about people whom nobody knows by an id. */
export const deleteContactResponses = (tx: Tx, contactIds: readonly number[]): Promise<void> =>
  forget(tx, { ...EMPTY, contactIds: new Set(contactIds), hasStrangers: true });

/** Index: idempotency_about. */
async function forget(tx: Tx, about: Forgotten): Promise<void> {
  const { accountId } = tx.caller;
  await tx.query("delete from idempotency where account_id = $1 and about <> '{}' and about && $2::text[]", [
    accountId,
    aboutMarks(accountId, about),
  ]);
}

/** A message in an answer, also as a conversation's newest: what holds a text. Others have ids of their own sequences. */
const SHOWN = "$.** ? (exists(@.content) || exists(@.body)).id";

/** Whether an answer shows, at any depth, one of the notes `$3`. */
const SHOWS_NOTE = `exists (
  select 1 from jsonb_path_query(a.answer::jsonb, '${SHOWN}') as shown (id)
   where shown.id in (select to_jsonb(id) from unnest($3::bigint[]) as id))`;
