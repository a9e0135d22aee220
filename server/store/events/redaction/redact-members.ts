import type { Tx } from "@/server/store/events/tx";
import { type LogPosition, redactNoteTries } from "./redact-tries";

const TABLES = {
  outbox: "",
  event: `returning seq, stamped_at as "stampedAt", conversation_id as "conversationId"`,
};

/** Of a message of one of the contacts `$2`. */
const WRITTEN = `(body #>> '{data,sender,type}' = 'contact' and (body #>> '{data,sender,id}')::bigint = any($2::bigint[]))`;
/** Of one of the system messages `$3`. */
const TOLD = "resource_id = any($3::bigint[])";

/** Without the names of members; the ids, the type and the commit's hash stay. `$4`: when. */
const WITHOUT_NAMES = `(
  jsonb_set(
    case when ${TOLD} then jsonb_set(jsonb_set(body::jsonb, '{data,content}', '""'), '{data,system,parameters}', '{}')
         else body::jsonb end,
    '{data,sender,name}', 'null') || jsonb_build_object('redactedAt', $4::text))::json`;

/**
 * Deletes contacts' names from the events of what they wrote in groups, and of system messages that name them. Texts are
 * redacted as those of notes. Indexes: conversation_member_of_contact, event_conversation.
 */
export async function redactMembers(
  tx: Tx,
  { contactIds, noticeIds }: { contactIds: readonly number[]; noticeIds: readonly number[] },
): Promise<void> {
  const events: LogPosition[] = [];
  const conversationIds = new Set<number>();
  for (const [table, returning] of Object.entries(TABLES)) {
    const redacted = await tx.query<LogPosition & { conversationId: number }>(
      `update ${table} set body = ${WITHOUT_NAMES}
        where account_id = $1 and resource_type = 'message' and (${WRITTEN} or ${TOLD})
          and conversation_id = any(array(
            select conversation_id from conversation_member where account_id = $1 and contact_id = any($2::bigint[])))
        ${returning}`,
      [tx.caller.accountId, contactIds, noticeIds, tx.now.toISOString()],
    );
    events.push(...redacted);
    for (const { conversationId } of redacted) conversationIds.add(conversationId);
  }
  tx.atEnd.push(() => redactNoteTries(tx, [...conversationIds], events));
}
