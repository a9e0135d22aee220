/** Where an example is sent: the installation's address, an inbox of an account, and a token (or the words that stand for one). */
export type Target = { origin: string; accountId: number; inboxId: number; inboxName: string; token: string };

/** What an example sends as a customer, in the reader's language. */
export type Sample = { customer: string; content: string };

/** The customer's id in the channel: the same each time, so that a repeated example continues the conversation. */
const SOURCE_ID = "first-steps";

const messageOf = ({ customer, content }: Sample) => ({
  from: { sourceId: SOURCE_ID, name: customer },
  content,
});

/** JSON within a shell's single quotes. */
const quoted = (body: object): string => `'${JSON.stringify(body).replaceAll("'", "’")}'`;

/** A command with an option on each line. */
const curl = (url: string, headers: readonly string[], body?: object): string =>
  [`curl ${url}`, ...headers.map((header) => `-H '${header}'`), ...(body ? [`-d ${quoted(body)}`] : [])].join(
    " \\\n  ",
  );

const JSON_BODY = "Content-Type: application/json";

/** A command for a shell that sends a message as a customer, by the native API. */
export const curlOfMessage = ({ origin, inboxId, token }: Target, sample: Sample): string =>
  curl(
    `${origin}/v1/inboxes/${inboxId}/messages`,
    [`Authorization: Bearer ${token}`, JSON_BODY],
    messageOf(sample),
  );

/** The same for Node: a module, a CommonJS script, or lines for its console, which takes each as it ends. */
export const nodeOfMessage = ({ origin, inboxId, token }: Target, sample: Sample): string =>
  `fetch(${JSON.stringify(`${origin}/v1/inboxes/${inboxId}/messages`)}, {
  method: "POST",
  headers: { Authorization: ${JSON.stringify(`Bearer ${token}`)}, "Content-Type": "application/json" },
  body: JSON.stringify(${JSON.stringify(messageOf(sample))}),
}).then(async (response) => console.log(response.status, await response.json()));`;

/** A command for a shell that shows whose token it is, by Chatwoot's API. */
export const curlOfChatwoot = ({ origin, token }: Target): string =>
  curl(`${origin}/api/v1/profile`, [`api_access_token: ${token}`]);

/** The body of Evolution API's `POST /chatwoot/set/{instance}`, for an inbox that exists. */
export const evolutionSettings = ({ origin, accountId, inboxName, token }: Target): string =>
  JSON.stringify(
    {
      enabled: true,
      url: origin,
      accountId: String(accountId),
      token,
      nameInbox: inboxName,
      autoCreate: false,
      reopenConversation: true,
      conversationPending: false,
      signMsg: false,
      importContacts: false,
      importMessages: false,
    },
    null,
    2,
  );

/** A command for a shell that sends a message as a customer, by WuKongIM's API. */
export const curlOfWukongim = ({ origin, token }: Target, { content }: Sample): string =>
  curl(`${origin}/wukongim/message/send`, [`token: ${token}`, JSON_BODY], {
    header: { red_dot: 1 },
    from_uid: SOURCE_ID,
    channel_id: "____system",
    channel_type: 1,
    payload: base64Of(JSON.stringify({ type: 1, content })),
  });

const base64Of = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
