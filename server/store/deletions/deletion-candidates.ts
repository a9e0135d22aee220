import type { Deletable, Planned } from "@/server/domain/deletion/deletion";
import { one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { HAS_COPY_ON_HOLD } from "@/server/store/messages/forwarded-notes";

/** A conversation with the fields that decide whether it may be deleted. */
export type Candidate = Planned & Deletable & { displayId: number; inboxId: number; contactId: number };

type Named = { ids: readonly number[]; displayIds: readonly number[]; contactId: number | null };

/**
 * Conversations by id or display id, and all of a contact that are not purged, ascending, without a check of rights. At
 * most `limit`. Indexes: conversation_pkey, conversation_display, conversation_by_contact.
 */
export const findCandidates = (
  tx: Tx,
  { ids, displayIds, contactId }: Named,
  limit: number,
): Promise<Candidate[]> =>
  tx.query<Candidate>(
    `select c.id, c.version, c.last_number as "lastNumber", c.display_id as "displayId", c.inbox_id as "inboxId",
            c.contact_id as "contactId", c.lifecycle, (i.legal_hold or ${HAS_COPY_ON_HOLD("c")}) as "isHeld"
       from conversation c join inbox i on i.account_id = c.account_id and i.id = c.inbox_id
      where c.account_id = $1 and (c.id = any($2::bigint[]) or c.display_id = any($3::bigint[])
         or (c.contact_id = $4 and c.lifecycle <> 'purged'))
      order by c.id limit $5`,
    [tx.caller.accountId, ids, displayIds, contactId, limit],
  );

/** The number of contacts who will have no conversation left without these. Index: conversation_by_contact. */
export async function countLeftAlone(tx: Tx, ids: readonly number[]): Promise<number> {
  const { count } = one(
    await tx.query<{ count: number }>(
      `select count(*) as count from (
         select distinct contact_id from conversation where account_id = $1 and id = any($2::bigint[])) as t
        where not exists (select 1 from conversation c
           where c.account_id = $1 and c.contact_id = t.contact_id and c.lifecycle <> 'purged'
             and c.id <> all($2::bigint[]))`,
      [tx.caller.accountId, ids],
    ),
  );
  return count;
}

/** Counts messages and notes of these conversations, without activity lines. Index: message_number. */
export const countMessages = async (
  tx: Tx,
  ids: readonly number[],
): Promise<{ messages: number; notes: number }> =>
  one(
    await tx.query<{ messages: number; notes: number }>(
      `select count(*) filter (where kind in ('message', 'system')) as messages, count(*) filter (where kind = 'note') as notes
         from message where account_id = $1 and conversation_id = any($2::bigint[])`,
      [tx.caller.accountId, ids],
    ),
  );
