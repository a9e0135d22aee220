// SQL that makes the redacted body of an event out of its body: JSON is changed where it is stored. Every function takes an
// SQL expression of type jsonb, and returns one.

/** `body` without what people wrote: for an event of a conversation or of one of its messages. `$3`: when. */
export const withoutText = (body: string): string => {
  const data = `(${body}->'data')`;
  const inMessage = `jsonb_build_object('conversation', ${conversation(`(${data}->'conversation')`)})`;
  const activity = `jsonb_build_object('activity', ${message(`(${data}->'activity')`)})`;
  return envelope(
    body,
    `case resource_type
       when 'message' then ${message(data)} || ${inMessage}
       when 'command_message' then ${passing(data)}
       when 'scheduled_message' then (${data} || '{"content":"","email":null,"files":[],"inReplyToId":null}')
       when 'conversation_member' then ${data}
       else ${conversation(data)} || (case when ${data} ? 'activity' then ${activity} else '{}'::jsonb end) end`,
  );
};

/** `body` without the contact: for an event of the contact itself. `$3`: when. */
export const withoutContact = (body: string): string => envelope(body, contact(`(${body}->'data')`));

/** `body` without the text of a note about a contact. `$3`: when. */
export const withoutContactNote = (body: string): string =>
  envelope(body, `((${body}->'data') || '{"content":""}')`);

/** `body` without the contact that it carries beside a conversation or message. `$3`: when. */
export const withoutCarriedContact = (body: string): string =>
  envelope(
    body,
    `(${body}->'data') || (case when ${body}->'data' ? 'contact'
       then jsonb_build_object('contact', ${contact(`(${body}->'data'->'contact')`)}) else '{}'::jsonb end)`,
  );

/** `body` without what it says, for an event of a command message. `$3`: when. */
export const withoutPassing = (body: string): string => envelope(body, passing(`(${body}->'data')`));

/** Events of one of the notes `$3`, or with one as the newest message of a conversation. */
export const CONTAINS_NOTE = `(resource_type = 'message' and resource_id = any($3::bigint[])
  or (body #>> '{data,lastMessage,id}')::bigint = any($3::bigint[])
  or (body #>> '{data,conversation,lastMessage,id}')::bigint = any($3::bigint[]))`;

/** `body` without the text of the notes `$3`, wherever it contains them. `$4`: when. */
export const withoutNotes = (body: string): string => {
  const own = `case when resource_type = 'message' and resource_id = any($3::bigint[])
    then ${body} || jsonb_build_object('data', (${body}->'data') - 'attachments' - 'location' || '{"content":"","contentAttributes":{}}', 'changes', '{}'::jsonb)
    else ${body} end`;
  const withoutNewest = (path: string, json: string) =>
    `case when (body #>> '{${path},id}')::bigint = any($3::bigint[])
       then jsonb_set(${json}, '{${path},content}', '""') #- '{${path},files}' else ${json} end`;
  const ofConversation = withoutNewest("data,lastMessage", `(${own})`);
  const ofMessage = withoutNewest("data,conversation,lastMessage", `(${ofConversation})`);
  return `(${ofMessage}) || jsonb_build_object('redactedAt', $4::text)`;
};

const envelope = (body: string, data: string): string =>
  `${body} || jsonb_build_object('data', ${data}, 'changes', '{}'::jsonb, 'actor', ${person(`(${body}->'actor')`)},
                                 'redactedAt', $3::text)`;

const conversation = (json: string): string =>
  `(${json} - 'subject' || '{"customAttributes":{},"additionalAttributes":{},"labels":[]}' || jsonb_build_object('lastMessage',
     case jsonb_typeof(${json}->'lastMessage') when 'object'
       then (${json}->'lastMessage') - 'files' || '{"content":"","externalError":null}' else 'null'::jsonb end))`;

const passing = (json: string): string =>
  `(${json} || '{"content":"","contentAttributes":{},"clientId":null}'
     || jsonb_build_object('sender', ${person(`(${json}->'sender')`)}))`;

const message = (json: string): string =>
  `(${json} - 'mentions' - 'attachments' - 'system' - 'dismissed' - 'email' - 'location' - 'reactions' || '{"content":"","contentAttributes":{},"externalError":null,"clientId":null}'
     || jsonb_build_object('sender', ${person(`(${json}->'sender')`)}, 'activity', ${activity(`(${json}->'activity')`)}))`;

const activity = (json: string): string =>
  `(case jsonb_typeof(${json}) when 'object'
      then ${json} || jsonb_build_object('actor', ${person(`(${json}->'actor')`)}) else 'null'::jsonb end)`;

const contact = (json: string): string =>
  `(${json} || '{"name":"","email":null,"phone":null,"identifier":null,"labels":[],"customAttributes":{},"additionalAttributes":{}}')`;

/** An actor or sender; members keep their names, since they are no customers. */
const person = (json: string): string =>
  `(case when ${json}->>'type' = 'contact' then ${json} || '{"name":null}' else ${json} end)`;
