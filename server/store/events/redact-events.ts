import type { Tx } from "./tx";

/** An event of the log. */
type Place = { seq: number; stampedAt: Date };

/**
 * Takes what people wrote out of events: ids, types, numbers and the hash at commit stay, so the log stays dense and the
 * digest as it was. Queued deliveries are rendered from the log and go out so. An event that is still in the outbox is
 * changed there, before those in the log are looked for: the relay moves it either before or after. At the transaction's
 * end also out of what receivers answered.
 */
export async function redactConversations(tx: Tx, conversationIds: readonly number[]): Promise<void> {
  for (const table of ["outbox", "event"])
    await tx.query(
      `update ${table} set body = (${WITHOUT_TEXT("body::jsonb")})::json
        where account_id = $1 and conversation_id = any($2::bigint[])`,
      [tx.caller.accountId, conversationIds, tx.now.toISOString()],
    );
  tx.atEnd.push(() => redactTries(tx, conversationIds));
}

/**
 * The same with contacts: in their own events, and in those of their conversations, where they ride along. Index:
 * event_without_conversation, event_conversation.
 */
export async function redactContacts(tx: Tx, contactIds: readonly number[]): Promise<void> {
  const told: Place[] = [];
  for (const table of ["outbox", "event"] as const) {
    const own = await tx.query<Place>(
      `update ${table} set body = (${WITHOUT_NAME("body::jsonb")})::json
        where account_id = $1 and conversation_id is null and resource_type = 'contact'
          and resource_id = any($2::bigint[]) ${PLACES[table]}`,
      [tx.caller.accountId, contactIds, tx.now.toISOString()],
    );
    told.push(...own);
    await tx.query(
      `update ${table} set body = (${WITHOUT_COMPANION("body::jsonb")})::json
        where account_id = $1 and conversation_id = any(array(
          select id from conversation where account_id = $1 and contact_id = any($2::bigint[])))`,
      [tx.caller.accountId, contactIds, tx.now.toISOString()],
    );
  }
  tx.atEnd.push(() => redactContactTries(tx, told));
}

type Note = { messageId: number; conversationId: number };

/** Events that tell of one of the notes `$3`, or show it as a conversation's newest. */
const TELLS_NOTE = `(resource_type = 'message' and resource_id = any($3::bigint[])
  or (body #>> '{data,lastMessage,id}')::bigint = any($3::bigint[])
  or (body #>> '{data,conversation,lastMessage,id}')::bigint = any($3::bigint[]))`;

/**
 * Takes the text of notes out of events of their conversations, and at the transaction's end out of what receivers answered
 * to those; the rest stays. Hold the conversations' locks: no event of the notes comes in between. Index: event_conversation.
 */
export async function redactNotes(tx: Tx, notes: readonly Note[]): Promise<void> {
  if (notes.length === 0) return;
  const conversationIds = [...new Set(notes.map(({ conversationId }) => conversationId))];
  const told: Place[] = [];
  for (const table of ["outbox", "event"] as const) {
    const own = await tx.query<Place>(
      `update ${table} set body = (${WITHOUT_NOTE("body::jsonb")})::json
        where account_id = $1 and conversation_id = any($2::bigint[]) and ${TELLS_NOTE} ${PLACES[table]}`,
      [tx.caller.accountId, conversationIds, notes.map(({ messageId }) => messageId), tx.now.toISOString()],
    );
    told.push(...own);
  }
  tx.atEnd.push(() => redactNoteTries(tx, conversationIds, told));
}

/** Of what was redacted in the log, where it stands there: what is in the outbox nobody was sent. */
const PLACES = { outbox: "", event: `returning seq, stamped_at as "stampedAt"` };

/**
 * What receivers answered to tries of a conversation's deliveries: it may repeat what they were sent. Take the text out of
 * its events before: a try that is written behind this goes by them. The account's endpoints wait from here to the end of
 * the transaction, and with them whatever is settled in one batch with theirs: leave it for the end. Locks:
 * endpoint_progress (ascending). Index: delivery_of_conversation, delivery_try_delivery.
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

/** The same of deliveries of contacts' own events. Index: delivery_without_conversation, delivery_try_delivery. */
export async function redactContactTries(tx: Tx, told: readonly Place[]): Promise<void> {
  if (told.length === 0) return;
  await holdTries(tx);
  await tx.query(
    `update delivery_try t set excerpt = null, message = null
       from delivery d join ${AMONG("$2", "$3")} on d.event_seq = own.seq and d.event_stamped_at = own.stamped_at
      where d.account_id = $1 and d.conversation_id is null and d.event_seq = any($2::bigint[])
        and t.account_id = d.account_id and t.delivery_id = d.id
        and (t.excerpt is not null or t.message is not null)`,
    [tx.caller.accountId, ...columnsOf(told)],
  );
}

/** The same of deliveries of events that tell of notes. Index: delivery_of_conversation, delivery_try_delivery. */
async function redactNoteTries(
  tx: Tx,
  conversationIds: readonly number[],
  told: readonly Place[],
): Promise<void> {
  if (told.length === 0) return;
  await holdTries(tx);
  await tx.query(
    `update delivery_try t set excerpt = null, message = null
       from delivery d join ${AMONG("$2", "$3")} on d.event_seq = own.seq and d.event_stamped_at = own.stamped_at
      where d.account_id = $1 and d.conversation_id = any($4::bigint[])
        and t.account_id = d.account_id and t.delivery_id = d.id
        and (t.excerpt is not null or t.message is not null)`,
    [tx.caller.accountId, ...columnsOf(told), conversationIds],
  );
}

const AMONG = (seqs: string, stamps: string): string =>
  `unnest(${seqs}::bigint[], ${stamps}::timestamptz[]) as own (seq, stamped_at)`;

const columnsOf = (told: readonly Place[]) => [
  told.map(({ seq }) => seq),
  told.map(({ stampedAt }) => stampedAt),
];

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
