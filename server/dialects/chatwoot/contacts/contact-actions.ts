import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { labelContact } from "@/server/commands/organising/labels";
import { LABEL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type ChatwootContext, pathId, type Route } from "@/server/dialects/chatwoot/context";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { contactJson } from "@/server/dialects/chatwoot/json/contact-json";
import { listContactLinks } from "@/server/queries/contacts/contact-links";
import { getContact } from "@/server/queries/contacts/list-contacts";

/** Labels of contacts, and merging two. */
export const contactActionRoutes: readonly Route[] = [
  ["GET", "/contacts/:contact_id/labels", list],
  ["POST", "/contacts/:contact_id/labels", replace],
  ["POST", "/actions/contact_merge", merge],
];

async function list(c: ChatwootContext): Promise<Response> {
  const contact = await getContact(c.var.services.database, c.var.caller, pathId(c, "contact_id"));
  return c.json({ payload: contact.labels });
}

/** Without `labels` nothing changes. */
async function replace(c: ChatwootContext): Promise<Response> {
  const set = (await readParams(c.req.raw)).list("labels", LABEL_CHARS_MAX);
  if (set === undefined) return list(c);
  const change = { contactId: pathId(c, "contact_id"), set };
  return c.json({ payload: (await c.var.services.run(labelContact, c.var.caller, change)).result.labels });
}

/** The mergee's conversations and source ids go to the base contact, which keeps its own fields where it has them. */
async function merge(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const params = await readParams(c.req.raw);
  const contactId = params.id("base_contact_id");
  const otherId = params.id("mergee_contact_id");
  if (contactId == null || otherId == null) throw new Refusal("contact.not_found");
  const { result } = await services.run(mergeContacts, caller, { contactId, otherId });
  const links = await listContactLinks(services.database, caller, [result.id]);
  return c.json(contactJson(result, links.get(result.id) ?? []));
}
