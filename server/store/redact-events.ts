import type { Tx } from "./tx";

/**
 * Takes what people wrote out of events: ids, types, numbers and the hash at commit stay, so the log stays dense and the
 * digest as it was. Queued deliveries are rendered from the log and go out so. An event that is still in the outbox is
 * changed there, before those in the log are looked for: the relay moves it either before or after.
 */
export async function redactConversationEvents(tx: Tx, conversationIds: readonly number[]): Promise<void> {
  for (const table of ["outbox", "event"])
    await tx.query(
      `update ${table} set body = (${WITHOUT_TEXT("body::jsonb")})::json
        where account_id = $1 and conversation_id = any($2::bigint[])`,
      [tx.caller.accountId, conversationIds, tx.now.toISOString()],
    );
}

/** The same with contacts: in their own events, and in those of their conversations, where they ride along. */
export async function redactContactEvents(tx: Tx, contactIds: readonly number[]): Promise<void> {
  for (const table of ["outbox", "event"]) {
    await tx.query(
      `update ${table} set body = (${WITHOUT_NAME("body::jsonb")})::json
        where account_id = $1 and conversation_id is null and resource_type = 'contact'
          and resource_id = any($2::bigint[])`,
      [tx.caller.accountId, contactIds, tx.now.toISOString()],
    );
    await tx.query(
      `update ${table} set body = (${WITHOUT_COMPANION("body::jsonb")})::json
        where account_id = $1 and conversation_id = any(array(
          select id from conversation where account_id = $1 and contact_id = any($2::bigint[])))`,
      [tx.caller.accountId, contactIds, tx.now.toISOString()],
    );
  }
}

/**
 * What receivers answered to tries of a conversation's deliveries: it may repeat what they were sent. Take the text out of
 * its events before: a try that is written behind this goes by them. Locks: endpoint_progress (ascending). Index:
 * delivery_of_conversation, delivery_try_delivery.
 */
export async function redactTries(tx: Tx, conversationIds: readonly number[]): Promise<void> {
  await holdTries(tx);
  await tx.query(
    `update delivery_try t set excerpt = null, message = null from delivery d
      where d.account_id = $1 and d.conversation_id = any($2::bigint[])
        and t.account_id = d.account_id and t.delivery_id = d.id
        and (t.excerpt is not null or t.message is not null)`,
    [tx.caller.accountId, conversationIds],
  );
}

/**
 * The same of deliveries of contacts' own events. Index: event_conversation, delivery_without_conversation,
 * delivery_try_delivery.
 */
export async function redactContactTries(tx: Tx, contactIds: readonly number[]): Promise<void> {
  await holdTries(tx);
  await tx.query(
    `with own as materialized (
       select seq, stamped_at from event
        where account_id = $1 and conversation_id is null and resource_type = 'contact'
          and resource_id = any($2::bigint[]))
     update delivery_try t set excerpt = null, message = null
       from own join delivery d on d.account_id = $1 and d.conversation_id is null
                               and d.event_seq = own.seq and d.event_stamped_at = own.stamped_at
      where t.account_id = d.account_id and t.delivery_id = d.id
        and (t.excerpt is not null or t.message is not null)`,
    [tx.caller.accountId, contactIds],
  );
}

type Note = { messageId: number; conversationId: number };

/** Events that tell of one of the notes `$3`, or show it as a conversation's newest. */
const TELLS_NOTE = `(resource_type = 'message' and resource_id = any($3::bigint[])
  or (body #>> '{data,lastMessage,id}')::bigint = any($3::bigint[])
  or (body #>> '{data,conversation,lastMessage,id}')::bigint = any($3::bigint[]))`;

/**
 * Takes the text of notes out of events of their conversations, and out of what receivers answered to those; the rest stays.
 * Locks: endpoint_progress (ascending). Index: event_conversation, delivery_of_conversation, delivery_try_delivery.
 */
export async function redactNotes(tx: Tx, notes: readonly Note[]): Promise<void> {
  if (notes.length === 0) return;
  const own = [notes.map(({ conversationId }) => conversationId), notes.map(({ messageId }) => messageId)];
  for (const table of ["outbox", "event"])
    await tx.query(
      `update ${table} set body = (${WITHOUT_NOTE("body::jsonb")})::json
        where account_id = $1 and conversation_id = any($2::bigint[]) and ${TELLS_NOTE}`,
      [tx.caller.accountId, ...own, tx.now.toISOString()],
    );
  await holdTries(tx);
  await tx.query(
    `with own as materialized (
       select seq, stamped_at from event where account_id = $1 and conversation_id = any($2::bigint[]) and ${TELLS_NOTE})
     update delivery_try t set excerpt = null, message = null
       from own join delivery d on d.account_id = $1 and d.conversation_id = any($2::bigint[])
                               and d.event_seq = own.seq and d.event_stamped_at = own.stamped_at
      where t.account_id = d.account_id and t.delivery_id = d.id
        and (t.excerpt is not null or t.message is not null)`,
    [tx.caller.accountId, ...own],
  );
}

/**
 * Waits for the tries of the account that are being written, and holds back others until this transaction is over. Writing
 * them begins with these locks (`settleDeliveries`), so either we see a try, or whoever writes it sees what we have redacted.
 */
const holdTries = (tx: Tx) =>
  tx.query(
    `select count(*) from (
       select 1 from endpoint_progress where account_id = $1 order by endpoint_id for no key update) as held`,
    [tx.caller.accountId],
  );

/** An actor or sender; members stay, they are no customers. */
const person = (json: string): string =>
  `(case when ${json}->>'type' = 'contact' then ${json} || '{"name":null}' else ${json} end)`;

const conversation = (json: string): string =>
  `(${json} || '{"customAttributes":{},"additionalAttributes":{},"labels":[]}' || jsonb_build_object('lastMessage',
     case jsonb_typeof(${json}->'lastMessage') when 'object'
       then ${json}->'lastMessage' || '{"content":"","externalError":null}' else 'null'::jsonb end))`;

const line = (json: string): string =>
  `(case jsonb_typeof(${json}) when 'object'
      then ${json} || jsonb_build_object('actor', ${person(`(${json}->'actor')`)}) else 'null'::jsonb end)`;

const message = (json: string): string =>
  `(${json} - 'mentions' || '{"content":"","contentAttributes":{},"externalError":null,"clientId":null}'
     || jsonb_build_object('sender', ${person(`(${json}->'sender')`)}, 'activity', ${line(`(${json}->'activity')`)}))`;

const contact = (json: string): string =>
  `(${json} || '{"name":"","email":null,"phone":null,"identifier":null,"customAttributes":{},"additionalAttributes":{}}')`;

const envelope = (json: string, data: string): string =>
  `${json} || jsonb_build_object('data', ${data}, 'changes', '{}'::jsonb, 'actor', ${person(`(${json}->'actor')`)},
                                 'redactedAt', $3::text)`;

const WITHOUT_TEXT = (json: string): string => {
  const data = `(${json}->'data')`;
  return envelope(
    json,
    `case resource_type
       when 'message' then ${message(data)} || jsonb_build_object('conversation', ${conversation(`(${data}->'conversation')`)})
       else ${conversation(data)} || (case when ${data} ? 'activity'
         then jsonb_build_object('activity', ${message(`(${data}->'activity')`)}) else '{}'::jsonb end) end`,
  );
};

const WITHOUT_NAME = (json: string): string => envelope(json, contact(`(${json}->'data')`));

const WITHOUT_COMPANION = (json: string): string =>
  envelope(
    json,
    `(${json}->'data') || jsonb_build_object('contact', ${contact(`(${json}->'data'->'contact')`)})`,
  );

const WITHOUT_NOTE = (json: string): string => {
  const own = `case when resource_type = 'message' and resource_id = any($3::bigint[])
    then ${json} || jsonb_build_object('data', (${json}->'data') || '{"content":"","contentAttributes":{}}', 'changes', '{}'::jsonb)
    else ${json} end`;
  const shown = (path: string, of: string) => `case when (body #>> '{${path},id}')::bigint = any($3::bigint[])
    then jsonb_set(${of}, '{${path},content}', '""') else ${of} end`;
  return `(${shown("data,conversation,lastMessage", `(${shown("data,lastMessage", `(${own})`)})`)})
    || jsonb_build_object('redactedAt', $4::text)`;
};
