import { openSenders } from "@/server/channels/senders";
import type { Caller } from "@/server/contract/_shared/caller";
import type {
  WidgetConversations,
  WidgetEvent,
  WidgetMessage,
  WidgetMessages,
  WidgetSession,
  WidgetSessionInput,
} from "@/server/contract/channel/widget";
import { createApp } from "@/server/http/app";
import { log } from "@/server/lib/process/log";
import { type Api, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { openSendScene } from "./send-scene";

/** The site that may show the widget. */
export const SITE = "https://shop.example:8443";

export type WidgetAnswer<T> = { status: number; body: T; headers: Headers; code: string | undefined };

/** The app with inboxes of websites, and the worker that sends. */
export type WidgetScene = {
  api: Api;
  /** Creates an account with an inbox that has these settings. */
  open(settings?: object): Promise<OpenWidget>;
  /** Sends all that waits: of one conversation, one message in a turn. */
  send(): Promise<void>;
  close(): Promise<void>;
};

export type OpenWidget = {
  inboxId: number;
  identifier: string;
  accountId: number;
  client: Client;
  admin: Caller;
  /** Opens a page without a visitor. */
  page(origin?: string | null): WidgetPage;
};

/** A browser's page: it keeps its visitor's token. */
export type WidgetPage = {
  token: string | null;
  call<T>(method: string, path: string, body?: unknown, headers?: object): Promise<WidgetAnswer<T>>;
  session(input?: WidgetSessionInput): Promise<WidgetAnswer<WidgetSession>>;
  write(text: string, more?: object): Promise<WidgetAnswer<WidgetMessage>>;
  conversations(): Promise<WidgetConversations["data"]>;
  messages(conversationId: number): Promise<WidgetMessages>;
  poll(cursor: string, wait?: number): Promise<{ cursor: string; data: WidgetEvent[] }>;
};

export async function openWidgetScene(): Promise<WidgetScene> {
  const api = await openApi(createApp);
  const scene = await openSendScene(api.world);
  const callback = { send: () => Promise.reject(), lookUp: () => Promise.reject() };
  const { services } = api;
  const { sender } = openSenders({ services, log, baseUrl: api.url, dataDir: "" }, callback);
  const worker = scene.worker({ sender, now: () => new Date() });
  return {
    api,
    async open(settings = {}) {
      const owner = await createTokenTenant(api);
      const created = await owner.client.post("/v1/inboxes", {
        name: "Website",
        channel: "widget",
        settings: { allowedOrigins: [SITE], ...settings },
      });
      if (created.status !== 201) throw new Error(JSON.stringify(created.body));
      const { id: inboxId, identifier } = created.body;
      const base = `${api.url}/channels/widget/${identifier}`;
      const { client, accountId, admin } = owner;
      return {
        inboxId,
        identifier,
        accountId,
        client,
        admin,
        page: (origin = SITE) => openPage(base, origin),
      };
    },
    async send() {
      const waiting = "select 1 from message where status = 'pending' and direction = 'out' limit 1";
      while ((await api.world.database.query(waiting)).length > 0) await worker.turn();
    },
    close: () => api.close(),
  };
}

/** A page of the widget at this address. */
export function openPage(base: string, origin: string | null): WidgetPage {
  const page: WidgetPage = {
    token: null,
    async call(method, path, body, headers = {}) {
      const response = await fetch(`${base}/${path}`, {
        method,
        headers: {
          ...(origin !== null && { origin }),
          ...(page.token !== null && { authorization: `Bearer ${page.token}` }),
          ...(body !== undefined && !(body instanceof FormData) && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = text === "" ? null : JSON.parse(text);
      return { status: response.status, body: json, headers: response.headers, code: json?.error?.code };
    },
    async session(input = {}) {
      const answer = await page.call<WidgetSession>("POST", "session", { visitor: page.token, ...input });
      if (answer.status === 200) page.token = answer.body.visitor;
      return answer;
    },
    write: (text, more = {}) =>
      page.call("POST", "messages", { clientId: crypto.randomUUID(), conversationId: null, text, ...more }),
    conversations: async () => (await page.call<WidgetConversations>("GET", "conversations")).body.data,
    messages: async (id) => (await page.call<WidgetMessages>("GET", `conversations/${id}/messages`)).body,
    poll: async (cursor, wait = 10) =>
      (
        await page.call<{ cursor: string; data: WidgetEvent[] }>(
          "GET",
          `events?cursor=${encodeURIComponent(cursor)}&wait=${wait}`,
        )
      ).body,
  };
  return page;
}

/** A visitor's conversation. `path`: its messages over `/v1`, where `reply` writes as a member. */
export async function beginConversation(widget: OpenWidget) {
  const page = widget.page();
  await page.session();
  const { body: first } = await page.write("Hello");
  const id = first.conversationId;
  const found = (await widget.client.get(`/v1/conversations?inboxId=${widget.inboxId}`)).body.data;
  const { displayId } = found.find((one: { id: number }) => one.id === id);
  const path = `/v1/conversations/${displayId}`;
  const reply = async (content: string) => (await widget.client.post(`${path}/messages`, { content })).body;
  return { page, id, path, reply };
}
