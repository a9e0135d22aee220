import { labelContact } from "@/server/commands/organising/labels";
import { LABEL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type ChatwootContext, pathId, type Route } from "@/server/dialects/chatwoot/context";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { getContact } from "@/server/queries/contacts/list-contacts";

export const contactLabelRoutes: readonly Route[] = [
  ["GET", "/contacts/:contact_id/labels", list],
  ["POST", "/contacts/:contact_id/labels", replace],
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
