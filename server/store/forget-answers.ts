import type { Tx } from "./tx";

/** Whether an answer holds, at any depth, one of these values under this name. */
const holds = (path: string, values: string): string =>
  `exists (select 1 from jsonb_path_query(a.answer::jsonb, '${path}') as held (value) where held.value in (${values}))`;

const PURGED = (column: string): string =>
  `select to_jsonb(c.${column}) from deletion_item i
     join conversation c on c.account_id = i.account_id and c.id = i.conversation_id
    where i.account_id = $1 and i.deletion_id = $2 and i.state = 'purged'`;

const ERASED = `
  select to_jsonb(id) from contact where account_id = $1 and erased_at is not null and (id = $3 or merged_into_id = $3)`;

/** FreeScout's customer names its contact by `id` alone. */
const CUSTOMER = "$ ? (exists(@._embedded.emails)).id";

/** An import that was only tried out names people who have no id yet; asked again, it changes nothing either. */
const TRIED = `$.rows[*] ? (@.outcome == "create" && @.contactId == null)`;

/**
 * Drops stored answers to requests with an `Idempotency-Key` that tell of what a deletion took: its purged conversations,
 * and a contact that it erased with what was merged into that. Reads the account's answers of a day.
 */
export async function forgetAnswers(
  tx: Tx,
  { deletionId, erasedId }: { deletionId: number; erasedId: number | null },
): Promise<void> {
  await tx.query(
    `delete from idempotency a where a.account_id = $1 and a.status is not null
        and (${holds("$.**.conversationId", PURGED("id"))} or ${holds("$.**.displayId", PURGED("display_id"))}
          or ($3::bigint is not null and (
               ${holds("$.** ? (exists(@.mergedIntoId)).id", ERASED)} or ${holds("$.**.contactId", ERASED)}
               or ${holds(CUSTOMER, ERASED)}
               or jsonb_path_exists(a.answer::jsonb, '${TRIED}'))))`,
    [tx.caller.accountId, deletionId, erasedId],
  );
}
