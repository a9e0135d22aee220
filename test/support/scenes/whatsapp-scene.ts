import { createHmac } from "node:crypto";
import { openSenders } from "@/server/channels/senders";
import { createApp } from "@/server/http/app";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { log } from "@/server/lib/process/log";
import { type Api, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { type GraphApi, openGraphApi } from "@/test/support/clients/graph-api";
import { openSendScene } from "./send-scene";

export const ACCESS_TOKEN = "EAAG-access-token";
export const APP_SECRET = "app-secret-of-meta";
export const VERIFY_TOKEN = "chosen-by-acme";
export const CUSTOMER = "15550123";

/** The app with inboxes of WhatsApp, a stand-in of Meta, and the worker that sends. */
export type WhatsappScene = {
  api: Api;
  graph: GraphApi;
  /** Creates an account with an inbox of this number. */
  open(phoneNumberId?: string): Promise<OpenWhatsapp>;
  /** The same, with a customer's first message. */
  begin(): Promise<OpenWhatsapp>;
  /** Takes what is due to Meta. */
  turn(): Promise<void>;
  close(): Promise<void>;
};

export type OpenWhatsapp = {
  inboxId: number;
  accountId: number;
  phoneNumberId: string;
  client: Client;
  token: string;
  /** The address of the webhook. */
  url: string;
  settings: Record<string, string>;
  /** Calls the webhook with this value of a change, signed. */
  deliver(value: object, more?: { phoneNumberId?: string; secret?: string; field?: string }): Promise<number>;
  /** A customer's message of this type. */
  receive(message: object, profileName?: string): Promise<number>;
  status(wamid: string, status: string, more?: object): Promise<number>;
  /** The messages of the inbox's newest conversation, the oldest first. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads JSON; what it expects is what it asserts.
  messages(): Promise<any[]>;
  /** Those of them that are ours. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  outgoing(): Promise<any[]>;
  /** What Meta was sent from this number. */
  sent(): GraphApi["sent"];
  /** Uploads a file for a reply, and returns its id. */
  upload(content: BlobPart, name: string): Promise<number>;
  /** A member's message into that conversation, which may be refused. */
  tryReply(message: object): ReturnType<Client["post"]>;
  /** A member's reply into that conversation. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  reply(message: object): Promise<any>;
};

let count = 0;
/** A number that no other inbox has. */
export const newPhoneNumberId = (): string => String(10_000_000_000 + count++);

export async function openWhatsappScene(options: Parameters<typeof openApi>[1] = {}): Promise<WhatsappScene> {
  provideChannelHosts(["127.0.0.0/8"]);
  const graph = await openGraphApi(ACCESS_TOKEN);
  const api = await openApi(createApp, options);
  const scene = await openSendScene(api.world);
  const callback = { send: () => Promise.reject(), lookUp: () => Promise.reject() };
  const { services } = api;
  const senders = openSenders({ services, log, baseUrl: api.url, dataDir: "" }, callback);
  const worker = scene.worker({ sender: senders.sender, now: () => new Date() });
  const open = async (phoneNumberId = newPhoneNumberId()) => {
    const { client, accountId, token } = await createTokenTenant(api);
    return openInbox({ api, graph, client, accountId, token }, phoneNumberId);
  };
  return {
    api,
    graph,
    open,
    async begin() {
      const inbox = await open();
      await inbox.receive({ type: "text", text: { body: "Hello" } });
      return inbox;
    },
    turn: worker.turn,
    async close() {
      await senders.close();
      await graph.close();
      await api.close();
      provideChannelHosts([]);
    },
  };
}

type Parts = Pick<WhatsappScene, "api" | "graph"> & Pick<OpenWhatsapp, "client" | "accountId" | "token">;

/** Creates an inbox of this number in an account. */
export async function openInbox(
  { api, graph, client, accountId, token }: Parts,
  phoneNumberId: string,
): Promise<OpenWhatsapp> {
  const settings = {
    phoneNumberId,
    businessAccountId: "900000001",
    accessToken: ACCESS_TOKEN,
    appSecret: APP_SECRET,
    verifyToken: VERIFY_TOKEN,
    graphUrl: graph.url,
  };
  const created = await client.post("/v1/inboxes", { name: "WhatsApp", channel: "whatsapp", settings });
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  const { id: inboxId, identifier } = created.body;
  const url = `${api.url}/channels/whatsapp/${identifier}`;
  const deliver: OpenWhatsapp["deliver"] = async (value, more = {}) => {
    const metadata = {
      display_phone_number: "15550100",
      phone_number_id: more.phoneNumberId ?? phoneNumberId,
    };
    const change = {
      field: more.field ?? "messages",
      value: { messaging_product: "whatsapp", metadata, ...value },
    };
    const body = JSON.stringify({
      object: "whatsapp_business_account",
      entry: [{ id: settings.businessAccountId, changes: [change] }],
    });
    const signature = createHmac("sha256", more.secret ?? APP_SECRET)
      .update(body)
      .digest("hex");
    const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
    return (await fetch(url, { method: "POST", body, headers })).status;
  };
  const pathOfNewest = async () => {
    const [conversation] = (await client.get(`/v1/conversations?inboxId=${inboxId}`)).body.data;
    return `/v1/conversations/${conversation.displayId}/messages`;
  };
  const messages: OpenWhatsapp["messages"] = async () =>
    (await client.get(await pathOfNewest())).body.data.toSorted(
      (a: { number: number }, b: { number: number }) => a.number - b.number,
    );
  return {
    inboxId,
    accountId,
    phoneNumberId,
    client,
    token,
    url,
    settings,
    deliver,
    receive: (message, name = "Bea") =>
      deliver({
        contacts: [{ wa_id: CUSTOMER, profile: { name } }],
        messages: [{ from: CUSTOMER, id: `wamid.in.${count++}`, timestamp: nowS(), ...message }],
      }),
    status: (id, status, more = {}) =>
      deliver({ statuses: [{ id, status, timestamp: nowS(), recipient_id: CUSTOMER, ...more }] }),
    messages,
    outgoing: async () => (await messages()).filter(({ direction }) => direction === "out"),
    sent: () => graph.sent.filter((send) => send.phoneNumberId === phoneNumberId),
    async upload(content, name) {
      const form = new FormData();
      form.set("file", new Blob([content]), name);
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${api.url}/v1/files`, { method: "POST", body: form, headers });
      if (answer.status !== 201) throw new Error(await answer.text());
      return (await answer.json()).id;
    },
    tryReply: async (message) => client.post(await pathOfNewest(), message),
    async reply(message) {
      const answer = await client.post(await pathOfNewest(), message);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
  };
}

const nowS = (): string => String(Math.floor(Date.now() / 1000));
