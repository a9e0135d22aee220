import { randomUUID } from "node:crypto";
import { z } from "zod";
import { conversationDto, inboxDto, messageDto } from "@/server/contract/_shared/dto";
import { type Event, eventSchema } from "@/server/contract/event/event";
import { emptySnapshot, reduceAll, type Snapshot } from "@/server/contract/event/reduce";
import { waitUntil } from "@/server/lib/async/wait-until";

type Receipt = { messageId: number; signal: "sent" | "delivered" | "read" | "failed"; error?: string };
type Policy = Partial<Record<"botEnabled" | "botTakesReopened" | "startAsPending", boolean>>;

const contact = z.object({ id: z.number(), name: z.string() });
const receiptResults = z.object({ results: z.array(z.object({ result: z.string() })) });
const owner = z.object({ userId: z.number() });
const messagePage = z.object({ data: z.array(messageDto) });
const inboxPage = z.object({ data: z.array(inboxDto) });
const channels = z.array(z.object({ channel_id: z.string(), channel_type: z.number() }));
/** An event's `data` depends on its resource, which its schema cannot express; the server's tests check its type. */
const event = eventSchema.transform((parsed) => parsed as Event);
const eventPage = z.object({ data: z.array(event), nextCursor: z.string(), hasMore: z.boolean() });

export type Integrator = ReturnType<typeof integratorAt>;
/** A customer's conversation in its own inbox. */
export type Story = {
  inboxId: number;
  inboxName: string;
  customer: string;
  displayId: number;
  conversationId: number;
};

/** Sends customers' messages, answers and receipts, as an integrator's software does. */
export function integratorAt(url: string, token: string) {
  async function send(method: string, path: string, body?: unknown, headers = {}): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        api_access_token: token,
        ...headers,
        ...(body instanceof FormData ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  const createInbox = async (name: string, policy: Policy = {}) =>
    inboxDto.parse(await send("POST", "/v1/inboxes", { name, policy }));
  const createConversation = async (given: { inboxId: number; customer: string; status?: string }) => {
    const { inboxId, customer, ...rest } = given;
    const { id: contactId } = contact.parse(await send("POST", "/v1/contacts", { name: customer, inboxId }));
    return conversationDto.parse(await send("POST", "/v1/conversations", { inboxId, contactId, ...rest }));
  };
  const write = async (displayId: number, message: { content: string; direction: "in" | "out" }) =>
    messageDto.parse(await send("POST", `/v1/conversations/${displayId}/messages`, message));

  async function readLog(): Promise<Snapshot> {
    const events: Event[] = [];
    for (let after = ""; ; ) {
      const page = eventPage.parse(await send("GET", `/v1/events?limit=1000&after=${after}`));
      events.push(...page.data);
      if (!page.hasMore) return reduceAll(emptySnapshot, events);
      after = page.nextCursor;
    }
  }

  return {
    createInbox,
    createConversation,
    /** An inbox, a customer and their conversation, with names that no other test uses. */
    async begin(policy: Policy = {}): Promise<Story> {
      const mark = randomUUID().slice(0, 8);
      const [inboxName, customer] = [`Shop ${mark}`, `Noor ${mark}`];
      const inbox = await createInbox(inboxName, policy);
      const { id: conversationId, displayId } = await createConversation({ inboxId: inbox.id, customer });
      return { inboxId: inbox.id, inboxName, customer, displayId, conversationId };
    },
    /** An inbox that a backend written for WuKongIM serves. */
    async beginApp(name: string) {
      const { id: inboxId } = inboxDto.parse(
        await send("POST", "/v1/inboxes", { name, channel: "wukongim" }),
      );
      const call = (path: string, body: object) => send("POST", `/wukongim${path}`, body, { token });
      return {
        inboxId,
        call,
        /** A contact with a user of this inbox. Returns the user's id. */
        addUser: async (customer: string): Promise<string> => {
          const uid = customer.replaceAll(" ", "-").toLowerCase();
          await send("POST", "/v1/contacts", { name: customer, inboxId, sourceId: uid });
          return uid;
        },
        /** The channels that a user's client lists. */
        conversationsOf: async (uid: string) =>
          channels.parse(await call("/conversation/sync", { uid, msg_count: 1 })),
      };
    },
    findConversationId: async (displayId: number): Promise<number> =>
      conversationDto.parse(await send("GET", `/v1/conversations/${displayId}`)).id,
    /** The events of a conversation, in order, except that it was seen. */
    eventTypes: async (conversationId: number): Promise<string[]> => {
      const { data } = eventPage.parse(
        await send("GET", `/v1/events?limit=1000&conversationId=${conversationId}`),
      );
      return data.map(({ type }) => type).filter((type) => type !== "conversation.seen");
    },
    findInboxId: async (name: string): Promise<number> => {
      const { data } = inboxPage.parse(await send("GET", "/v1/inboxes"));
      const found = data.find((inbox) => inbox.name === name);
      if (!found) throw new Error(`no inbox is called ${name}`);
      return found.id;
    },
    receive: (displayId: number, content: string) => write(displayId, { content, direction: "in" }),
    /** A customer's message with files, as a form. */
    receiveFiles: async (displayId: number, content: string, files: readonly File[]) => {
      const form = new FormData();
      form.set("content", content);
      form.set("direction", "in");
      for (const file of files) form.append("files", file);
      return messageDto.parse(await send("POST", `/v1/conversations/${displayId}/messages`, form));
    },
    /** The texts of a conversation's outgoing messages, in order. */
    sentTexts: async (displayId: number): Promise<string[]> => {
      const texts: string[] = [];
      for (let before = ""; ; ) {
        const { data } = messagePage.parse(
          await send("GET", `/v1/conversations/${displayId}/messages?limit=100${before}`),
        );
        const [first] = data;
        texts.unshift(...data.filter(({ direction }) => direction === "out").map(({ content }) => content));
        if (!first || data.length < 100) return texts;
        before = `&before=${first.number}`;
      }
    },
    /** Mentions a member in a note. */
    mention: async (displayId: number, memberId: number): Promise<void> => {
      const note = { content: "Please have a look.", private: true, mentionIds: [memberId] };
      await send("POST", `/v1/conversations/${displayId}/messages`, note);
    },
    answer: (displayId: number, content: string) => write(displayId, { content, direction: "out" }),
    changeStatus: async (displayId: number, signal: string, until?: string) => {
      const body = { signal, ...(until && { until }) };
      await send("POST", `/v1/conversations/${displayId}/status`, body);
    },
    changePolicy: (inboxId: number, settings: Policy & { reason?: string }) =>
      send("PATCH", `/v1/inboxes/${inboxId}/policy`, settings),
    /** Changes a conversation by one of the actions of the API. */
    change: (displayId: number, action: "assign" | "priority" | "team", body: object) =>
      send("POST", `/v1/conversations/${displayId}/${action}`, body),
    /** The member whose token it is. */
    findMemberId: async (): Promise<number> => owner.parse(await send("GET", "/v1/me")).userId,
    createTeam: async (name: string, memberIds: number[]): Promise<number> =>
      z.object({ id: z.number() }).parse(await send("POST", "/v1/teams", { name, memberIds })).id,
    setLabels: (displayId: number, labels: string[]) =>
      send("POST", `/v1/conversations/${displayId}/labels`, { labels }),
    trash: (displayId: number) => send("POST", `/v1/conversations/${displayId}/trash`, {}),
    setCallback: (inboxId: number, callbackUrl: string) =>
      send("PATCH", `/v1/inboxes/${inboxId}`, { callbackUrl }),
    addWebhook: async (settings: { url: string; inboxIds: number[]; types?: string[] }): Promise<number> =>
      z.object({ id: z.number() }).parse(await send("POST", "/v1/endpoints", { types: ["*"], ...settings }))
        .id,
    retry: (messageId: number) => send("POST", `/v1/messages/${messageId}/retry`, {}),
    /** @returns the result of each. */
    report: async (...receipts: Receipt[]): Promise<string[]> => {
      const { results } = receiptResults.parse(await send("POST", "/v1/receipts", { receipts }));
      return results.map(({ result }) => result);
    },
    /** A message of the demo without a receipt, and its conversation. */
    findStuck: async () => {
      const { message: messages, conversation: conversations } = await readLog();
      for (const message of Object.values(messages).filter((one) => one.unconfirmed)) {
        const conversation = conversations[message.conversationId];
        if (conversation?.lifecycle === "live") return { message, displayId: conversation.displayId };
      }
      throw new Error("no message is stuck");
    },
    /** Sends receipts as programs do that were written for Chatwoot. */
    patchAsChatwoot: (
      displayId: number,
      messageId: number,
      body: { status: string; external_error?: string },
    ) => send("PATCH", `/api/v1/accounts/1/conversations/${displayId}/messages/${messageId}`, body),
    /**
     * The whole state, from the log alone.
     * @param isReached the condition to wait for: a change reaches the log a moment after its response, or after it is shown.
     */
    replay: async (isReached: (snapshot: Snapshot) => boolean): Promise<Snapshot> => {
      let snapshot = emptySnapshot;
      const isComplete = async () => {
        snapshot = await readLog();
        return isReached(snapshot);
      };
      if (await waitUntil(isComplete, { withinMs: 20_000, everyMs: 100 })) return snapshot;
      throw new Error("the expected state did not reach the log");
    },
  };
}

/** The inbox's message with this text, from the log. */
export const messageReceived = (snapshot: Snapshot, inboxId: number, content: string) =>
  Object.values(snapshot.message).find((each) => each.inboxId === inboxId && each.content === content);
