import { createHash } from "node:crypto";
import { type Api, begin, createTokenTenant } from "@/test/support/clients/api";
import { cookieFor } from "@/test/support/clients/screens";
import { PNG } from "@/test/support/scenes/files";
import { type Door, formRequest, freescoutConversation, type Place, postThread } from "./doors";

/** The file is announced first; the address of its bytes is a credential of its own. */
export const directUploadOf = (url: () => string): Door => ({
  name: "Chatwoot, a direct upload",
  takes: "uploads",
  async send({ accountId, token, conversation }, { files: [file] }, post) {
    if (!file) throw new Error("a direct upload is of one file");
    const checksum = createHash("md5").update(file.bytes).digest("base64");
    const blob = {
      filename: file.name,
      byte_size: file.bytes.byteLength,
      checksum,
      content_type: "text/plain",
    };
    const path = `/api/v1/accounts/${accountId}/conversations/${conversation.displayId}/direct_uploads`;
    const announced = await fetch(url() + path, {
      method: "POST",
      headers: { api_access_token: token, "content-type": "application/json" },
      body: JSON.stringify({ blob }),
    });
    const { direct_upload: upload } = await announced.json();
    return post({
      method: "PUT",
      path: new URL(upload.url).pathname,
      headers: { "content-type": "text/plain" },
      body: file.bytes,
    });
  },
  failuresIn: () => [],
});

/** A member's picture. */
export const PICTURE: Door = {
  name: "Chatwoot, a picture",
  takes: "message",
  async send({ token }, { files }, post) {
    const pictures = files.map(({ bytes }, n) => ({ name: `${n}.png`, bytes: Buffer.concat([PNG, bytes]) }));
    const headers = { api_access_token: token };
    const request = { path: "/api/v1/profile", headers, part: "profile[avatar]" };
    return post({ method: "PUT", ...(await formRequest({ text: "", files: pictures }, request)) });
  },
  failuresIn: () => [],
};

/** A mail with its files, as FreeScout's clients import it. */
export const MAIL = freescoutConversation("FreeScout, a mail", "email");

/** A thread whose files are fetched later. */
export const FILE_URL: Door = {
  name: "FreeScout, the addresses of files",
  takes: "message",
  send(place, { text, files }, post) {
    const attachments = files.map(({ name }) => ({
      fileName: name,
      fileUrl: `https://files.example.test/${name}`,
    }));
    return postThread(place, { text, attachments }, post);
  },
  failuresIn: () => [],
};

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
