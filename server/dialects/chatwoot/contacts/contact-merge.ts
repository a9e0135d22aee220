import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ChatwootContext, Route } from "@/server/dialects/chatwoot/context";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { contactJson } from "@/server/dialects/chatwoot/json/contact-json";
import { listContactLinks } from "@/server/queries/contacts/contact-links";

export const contactMergeRoutes: readonly Route[] = [["POST", "/actions/contact_merge", merge]];

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
