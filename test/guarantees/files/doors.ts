import { randomUUID } from "node:crypto";
import superjson from "superjson";
import { encodeForm } from "@/test/support/network/cut-request";
import { formOf, type SampleFile } from "@/test/support/scenes/files";

/** An account with what every door needs of it. */
export type Place = {
  url: string;
  accountId: number;
  /** An API token of the administrator, and their session. */
  token: string;
  cookie: string;
  userId: number;
  inboxId: number;
  contactId: number;
  conversation: { id: number; displayId: number };
  /** The path of a customer's own conversation in the public API. */
  visitor: string;
};

export type Written = { text: string; files: readonly SampleFile[] };
export type Request = { method?: "PUT"; path: string; headers: Record<string, string>; body: Uint8Array };
// biome-ignore lint/suspicious/noExplicitAny: the doors answer in three formats; what is expected is what the test asserts.
export type Answer = { status: number; body: any };
export type Post = (request: Request) => Promise<Answer>;

/** A way for a message with files into Tickline. */
export type Door = {
  name: string;
  /** `message`: the files come with the message. `uploads`: each is uploaded first, and refused alone. */
  takes: "message" | "uploads";
  send(place: Place, written: Written, post: Post): Promise<Answer>;
  /** The failures of the files that an answer names, in their order. */
  failuresIn(answer: Answer): (string | null)[];
};

const bytesOf = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const JSON_TYPE = { "content-type": "application/json" };
const bearer = ({ token }: Place) => ({ authorization: `Bearer ${token}` });

/** A form to the path. */
export async function formRequest(
  { text, files }: Written,
  {
    path,
    headers,
    fields = {},
    part = "attachments[]",
  }: { path: string; headers: Record<string, string>; fields?: Record<string, string>; part?: string },
): Promise<Request> {
  const form = formOf({ ...(text === "" ? {} : { content: text }), ...fields }, files, part);
  const { type, body } = await encodeForm(form);
  return { path, headers: { ...headers, "content-type": type }, body };
}

type Attached = { failure: string | null };
const inAttachments = ({ body }: Answer) => (body.attachments ?? []).map(({ failure }: Attached) => failure);
const inMeta = ({ body }: Answer) =>
  (body.attachments ?? []).map(({ meta }: { meta?: Attached }) => meta?.failure ?? null);
const inFailed = ({ body }: Answer) =>
  (body.failedAttachments ?? []).map(({ reason }: { reason: string }) => reason);

/** Uploads the files in turn, then sends the message with their ids. The first refusal ends it. */
async function uploadFirst(
  { files }: Written,
  upload: (file: SampleFile) => Promise<Answer>,
  write: (fileIds: number[]) => Promise<Answer>,
): Promise<Answer> {
  const ids: number[] = [];
  for (const file of files) {
    const answer = await upload(file);
    if (answer.status !== 201) return answer;
    ids.push(answer.body.id);
  }
  return write(ids);
}

const idsOf = (fileIds: number[]) => (fileIds.length > 0 ? { fileIds } : {});

const freescoutThread = ({ text, files }: Written) => ({
  text,
  attachments: files.map(({ name, type, bytes }) => ({
    fileName: name,
    mimeType: type,
    data: Buffer.from(bytes).toString("base64"),
  })),
});

/** A thread of FreeScout's API with these attachments. */
export const postThread = (
  { token, conversation }: Place,
  thread: { text: string; attachments: readonly object[] },
  post: Post,
) =>
  post({
    path: `/api/conversations/${conversation.id}/threads`,
    headers: { "x-freescout-api-key": token, ...JSON_TYPE },
    body: bytesOf({ type: "customer", ...thread }),
  });

/** A conversation of FreeScout's API, or a mail, which its clients import as one. */
export function freescoutConversation(name: string, type: "chat" | "email"): Door {
  return {
    name,
    takes: "message",
    send: ({ token, inboxId, contactId }, written, post) =>
      post({
        path: "/api/conversations",
        headers: { "x-freescout-api-key": token, ...JSON_TYPE },
        body: bytesOf({
          type,
          mailboxId: inboxId,
          subject: "Files",
          customer: { id: contactId },
          threads: [{ type: "customer", ...freescoutThread(written) }],
        }),
      }),
    failuresIn: inFailed,
  };
}

export const DOORS: readonly Door[] = [
  {
    name: "POST /v1/files and fileIds",
    takes: "uploads",
    send: (place, written, post) =>
      uploadFirst(
        written,
        ({ name, bytes, type = "application/octet-stream" }) =>
          post({
            path: `/v1/files?name=${encodeURIComponent(name)}`,
            headers: { ...bearer(place), "content-type": type },
            body: bytes,
          }),
        (fileIds) =>
          post({
            path: `/v1/conversations/${place.conversation.displayId}/messages`,
            headers: { ...bearer(place), ...JSON_TYPE },
            body: bytesOf({ content: written.text, ...idsOf(fileIds) }),
          }),
      ),
    failuresIn: inAttachments,
  },
  {
    name: "/v1, a form to a conversation",
    takes: "message",
    async send(place, written, post) {
      const path = `/v1/conversations/${place.conversation.displayId}/messages`;
      return post(await formRequest(written, { path, headers: bearer(place), part: "files" }));
    },
    failuresIn: inAttachments,
  },
  {
    name: "/v1, a form to an inbox",
    takes: "message",
    async send(place, written, post) {
      const path = `/v1/inboxes/${place.inboxId}/messages`;
      const fields = { "from[sourceId]": "+4917012345678" };
      return post(await formRequest(written, { path, headers: bearer(place), fields, part: "file" }));
    },
    failuresIn: inAttachments,
  },
  {
    name: "Chatwoot, account",
    takes: "message",
    async send({ accountId, token, conversation }, written, post) {
      const path = `/api/v1/accounts/${accountId}/conversations/${conversation.displayId}/messages`;
      const fields = { message_type: "incoming", private: "false" };
      return post(await formRequest(written, { path, headers: { api_access_token: token }, fields }));
    },
    failuresIn: inMeta,
  },
  {
    name: "Chatwoot, public",
    takes: "message",
    async send({ visitor }, written, post) {
      return post(await formRequest(written, { path: `${visitor}/messages`, headers: {} }));
    },
    failuresIn: inMeta,
  },
  {
    name: "FreeScout, a thread",
    takes: "message",
    send: (place, written, post) => postThread(place, freescoutThread(written), post),
    failuresIn: inFailed,
  },
  freescoutConversation("FreeScout, a conversation", "chat"),
  {
    name: "screens",
    takes: "uploads",
    send: ({ url, cookie, conversation }, written, post) =>
      uploadFirst(
        written,
        ({ name, bytes, type = "application/octet-stream" }) =>
          post({
            path: `/api/files?name=${encodeURIComponent(name)}`,
            headers: { cookie, origin: url, "content-type": type },
            body: bytes,
          }),
        async (fileIds) => {
          const { displayId } = conversation;
          const input = { displayId, content: written.text, clientId: randomUUID(), ...idsOf(fileIds) };
          const { status, body } = await post({
            path: "/api/trpc/messages.send",
            headers: { cookie, origin: url, ...JSON_TYPE },
            body: bytesOf(superjson.serialize(input)),
          });
          return { status, body: status === 200 ? body.result.data.json.message : body.error.json.data };
        },
      ),
    failuresIn: inAttachments,
  },
];
