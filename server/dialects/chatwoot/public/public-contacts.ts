import { randomUUID } from "node:crypto";
import { createContact } from "@/server/commands/contacts/create-contact";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { PublicContext } from "@/server/dialects/chatwoot/context";
import { nameOf, readContact } from "@/server/dialects/chatwoot/input/contact-params";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { findContactLink } from "@/server/queries/contacts/find-contact-link";
import { asCustomer, reachCustomer, reachPublicInbox } from "./reach-customer";

/** A contact as its own software sees it. This API has no live stream, so no token for one. */
export const publicContactJson = (contact: ContactDto, sourceId: string) => ({
  source_id: sourceId,
  pubsub_token: null,
  id: contact.id,
  name: contact.name,
  email: contact.email,
  phone_number: contact.phone,
});

/**
 * Creates a customer, or finds the one with this source id in the inbox. Unlike upstream it does not find a
 * contact by identifier, e-mail or phone, which anyone can claim: those are refused as taken.
 */
export async function createCustomer(c: PublicContext): Promise<Response> {
  const publicInbox = await reachPublicInbox(c);
  const params = await readParams(c.req.raw, "contact");
  const sourceId = params.text("source_id", SOURCE_ID_CHARS_MAX) ?? null;
  const { accountId } = publicInbox.caller;
  const at = { sourceId: sourceId ?? "", inboxId: publicInbox.inbox.id };
  const known = sourceId === null ? null : await findContactLink(c.var.services.database, accountId, at);
  if (known) {
    const { contact, link } = await asCustomer(c, publicInbox, known);
    return c.json(publicContactJson(contact, link.sourceId));
  }
  const { isBlocked: _, additionalAttributes: __, ...fields } = readContact(params);
  const { result } = await c.var.services.run(createContact, publicInbox.caller, {
    ...fields,
    name: nameOf(fields) || `Visitor ${randomUUID().slice(0, 4)}`,
    inboxId: publicInbox.inbox.id,
    sourceId: sourceId ?? randomUUID(),
  });
  return c.json(publicContactJson(result.contact, result.inbox?.sourceId ?? ""));
}

export async function showCustomer(c: PublicContext): Promise<Response> {
  const { contact, link } = await reachCustomer(c);
  return c.json(publicContactJson(contact, link.sourceId));
}
