import { openSenders } from "@/server/channels/senders";
import { createApp } from "@/server/http/app";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { log } from "@/server/lib/process/log";
import { createChangeQueue } from "@/server/worker/sends/change-queue";
import { type Api, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import {
  type EvolutionServer,
  openEvolutionServer,
  type StoredMessage,
} from "@/test/support/clients/evolution-server";
import { openSendScene, takeTurn } from "./send-scene";

export const API_KEY = "the-servers-own-key";
export const CUSTOMER = "15550123";
export const CUSTOMER_JID = `${CUSTOMER}@s.whatsapp.net`;
/** A group in which customers write. */
export const GROUP_JID = "120363041967849074@g.us";

/** The app with inboxes of Evolution API, a stand-in of such a server, and the worker that sends. */
export type EvolutionScene = {
  api: Api;
  server: EvolutionServer;
  /** Creates an account with an inbox of an open instance, whose webhook is registered. */
  open(): Promise<OpenEvolution>;
  /** Takes what is due to the server. */
  turn(): Promise<void>;
  /** Takes changes of sent messages to the server that are due so many ms from now. */
  changeTurn(inMs?: number): Promise<void>;
  /** Ends the sends that a test left open: the next test's turns would send them. */
  dropOpen(): Promise<unknown>;
  close(): Promise<void>;
};

export type OpenEvolution = {
  inboxId: number;
  accountId: number;
  instance: string;
  identifier: string;
  client: Client;
  token: string;
  /** A message as WhatsApp has it: from the customer, unless `key` has another sender. */
  message(
    content: Record<string, unknown>,
    more?: Partial<Omit<StoredMessage, "key">> & { key?: object },
  ): StoredMessage;
  /** Posts an event, once. */
  post(event: string, data: unknown): Promise<number>;
  receive(content: Record<string, unknown>, more?: Parameters<OpenEvolution["message"]>[1]): Promise<number>;
  update(keyId: string, status: string, more?: object): Promise<number>;
  /** The messages of the inbox's newest conversation, the oldest first. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads JSON; what it expects is what it asserts.
  messages(): Promise<any[]>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  conversations(): Promise<any[]>;
  upload(content: string, name: string): Promise<number>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  reply(message: object): Promise<any>;
  check(): Promise<{ level: string; code: string; message: string }[]>;
};

let count = 0;

export async function openEvolutionScene(): Promise<EvolutionScene> {
  provideChannelHosts(["127.0.0.0/8"]);
  const server = await openEvolutionServer(API_KEY);
  const api = await openApi(createApp);
  const sends = await openSendScene(api.world);
  const callback = { send: () => Promise.reject(), lookUp: () => Promise.reject() };
  const senders = openSenders({ services: api.services, log, baseUrl: api.url, dataDir: "" }, callback);
  const worker = sends.worker({ sender: senders.sender, now: () => new Date() });
  return {
    api,
    server,
    open: () => openInbox(api, server),
    turn: worker.turn,
    async changeTurn(inMs = 0) {
      const now = () => new Date(Date.now() + inMs);
      await takeTurn((onEnd) =>
        createChangeQueue({ ...api.services, sender: senders.sender, log, now }, onEnd),
      );
    },
    dropOpen: sends.dropOpen,
    async close() {
      await senders.close();
      await server.close();
      await api.close();
      provideChannelHosts([]);
    },
  };
}

async function openInbox(api: Api, server: EvolutionServer): Promise<OpenEvolution> {
  const { client, accountId, token } = await createTokenTenant(api);
  const instance = `shop ${count++}`;
  server.add(instance);
  const settings = { url: server.url, apiKey: API_KEY, instance, webhookBaseUrl: api.url };
  const created = await client.post("/v1/inboxes", { name: "WhatsApp", channel: "evolution", settings });
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  const { id: inboxId, identifier } = created.body;
  const check = async () => (await client.post(`/v1/inboxes/${inboxId}/check`)).body.findings;
  await check();
  const conversations = async () => (await client.get(`/v1/conversations?inboxId=${inboxId}`)).body.data;
  const pathOfNewest = async () => `/v1/conversations/${(await conversations())[0].displayId}/messages`;
  const post: OpenEvolution["post"] = (event, data) => server.post(instance, event, data);
  const message: OpenEvolution["message"] = (content, { key = {}, ...more } = {}) => ({
    key: { id: server.nextId(), remoteJid: CUSTOMER_JID, fromMe: false, ...key },
    pushName: "Bea",
    message: content,
    messageType: Object.keys(content)[0] ?? "",
    messageTimestamp: Math.floor(Date.now() / 1000),
    MessageUpdate: [],
    ...more,
  });
  return {
    inboxId,
    accountId,
    instance,
    identifier,
    client,
    token,
    message,
    post,
    receive: (content, more) => post("messages.upsert", message(content, more)),
    update: (keyId, status, more = {}) =>
      post("messages.update", { keyId, remoteJid: CUSTOMER_JID, fromMe: true, status, ...more }),
    conversations,
    messages: async () =>
      (await client.get(`${await pathOfNewest()}?limit=100`)).body.data.toSorted(
        (a: { number: number }, b: { number: number }) => a.number - b.number,
      ),
    async upload(content, name) {
      const form = new FormData();
      form.set("file", new Blob([content]), name);
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${api.url}/v1/files`, { method: "POST", body: form, headers });
      if (answer.status !== 201) throw new Error(await answer.text());
      return (await answer.json()).id;
    },
    async reply(content) {
      const answer = await client.post(await pathOfNewest(), content);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    check,
  };
}
