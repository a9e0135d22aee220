import { type Api, begin, createTokenTenant } from "@/test/support/clients/api";
import { cookieFor } from "@/test/support/clients/screens";
import type { Place } from "./doors";

/** An account with a conversation, and a visitor with one of their own. */
export async function createPlace(api: Api): Promise<Place> {
  const { client, token, accountId, admin } = await createTokenTenant(api);
  const { inbox, contact, conversation } = await begin(client);
  await client.patch(`/v1/inboxes/${inbox.id}`, { publicApi: true });
  const create = async (path: string) => (await fetch(api.url + path, { method: "POST" })).json();
  const contacts = `/public/api/v1/inboxes/${inbox.identifier}/contacts`;
  const visitor = await create(contacts);
  const conversations = `${contacts}/${visitor.source_id}/conversations`;
  const own = await create(conversations);
  return {
    url: api.url,
    accountId,
    token,
    cookie: await cookieFor(api.world, admin),
    userId: admin.userId ?? 0,
    inboxId: inbox.id,
    contactId: contact.id,
    conversation,
    visitor: `${conversations}/${own.id}`,
  };
}
