import { ok, type Scene } from "./chatwoot-scene";

// The requests of Evolution 2.3.7, in the form in which it sends them.

/** A customer on WhatsApp. */
export const JID = "5511988887777@s.whatsapp.net";
export const PHONE = "+5511988887777";

const form = (fields: Record<string, string>): { form: FormData } => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return { form: data };
};

/** A message, as a form even if it is plain text. */
export const send = (s: Scene, fields: Record<string, string>, messages = s.messages) =>
  ok(s.client.post(messages, form({ message_type: "incoming", private: "false", ...fields })));

/** The filter by which it looks for a contact. */
export const byPhone = (...values: string[]) => ({
  payload: values.map((value, i) => ({
    attribute_key: "phone_number",
    filter_operator: "equal_to",
    values: [value],
    query_operator: i < values.length - 1 ? "OR" : null,
  })),
});

/** A contact in the inbox, and its conversation. */
export async function chat(
  s: Scene,
  contact: object = { name: "Zoë", phone_number: PHONE, identifier: JID },
) {
  const json = { inbox_id: s.inboxId, avatar_url: null, ...contact };
  const made = (await ok(s.client.post("/contacts", { json }))).payload.contact;
  const begun = await ok(
    s.client.post("/conversations", { json: { contact_id: `${made.id}`, inbox_id: `${s.inboxId}` } }),
  );
  const conversation = `/conversations/${begun.id}`;
  const messages = `${conversation}/messages`;
  return { contact: made, begun, in: { ...s, conversationId: begun.id, conversation, messages } };
}
