import { afterEach, expect, test } from "vitest";
import type { WidgetMessage, WidgetMessageInput } from "@/server/contract/channel/widget";
import { CONFIG, EMPTY, MEMBER } from "@/test/support/widget/samples";
import { type Client, Refused } from "@/widget/net/client";
import { sampleClient } from "@/widget/preview/sample-client";
import { conversationOf } from "@/widget/preview/samples";
import { type Chat, createChat } from "./chat";

const OPTIONS = {
  base: "https://inbox.example/",
  inbox: "site",
  locale: "en",
  theme: "auto",
  position: null,
  color: null,
  textsUrl: null,
  opensAtOnce: false,
} as const;

const EARLIER: WidgetMessage = {
  ...EMPTY,
  id: 1,
  from: "member",
  member: MEMBER,
  text: "Done",
  status: "read",
  createdAt: "2026-01-01T00:00:00.000Z",
};

let chats: Chat[] = [];
afterEach(() => {
  for (const chat of chats) chat.disconnect();
  chats = [];
  localStorage.clear();
});

type Send = (input: WidgetMessageInput, stored: Client["send"]) => Promise<WidgetMessage>;

/** The chat of a visitor who has one conversation, with the id 1, and looks at it. */
async function openChat(send: Send): Promise<Chat> {
  const samples = { conversations: [conversationOf([EARLIER], MEMBER)], messages: { 1: [EARLIER] } };
  const chat = createChat(OPTIONS, () => {
    const client = sampleClient({ samples, config: () => CONFIG });
    return { ...client, send: (input) => send(input, client.send) };
  });
  chats.push(chat);
  await chat.connect();
  expect(chat.store.get().view).toEqual({ name: "thread", conversationId: 1 });
  return chat;
}

const textsIn = (chat: Chat, id: number) => chat.store.get().messages[id]?.map(({ text }) => text);

test("a message that the inbox puts into a new conversation is shown in it", async () => {
  const chat = await openChat((input, stored) => stored({ ...input, conversationId: 2 }));
  chat.send("It broke again", []);
  await expect.poll(() => chat.store.get().view).toEqual({ name: "thread", conversationId: 2 });
  expect(textsIn(chat, 2)).toEqual(["It broke again"]);
  await expect.poll(() => chat.store.get().conversations.map(({ id }) => id)).toEqual([2, 1]);
});

test("a message to a conversation that the visitor does not have any more goes to another one", async () => {
  const places: unknown[] = [];
  const chat = await openChat(async (input, stored) => {
    places.push(input.conversationId);
    if (input.conversationId === 1) throw new Refused(404, "conversation.not_found", "Not found.");
    return stored({ ...input, conversationId: 2 });
  });
  chat.send("Hello?", []);
  await expect.poll(() => textsIn(chat, 2)).toEqual(["Hello?"]);
  expect(places).toEqual([1, null]);
  expect(chat.store.get()).toMatchObject({ pending: [], view: { conversationId: 2 } });
});

test("a page that was left begins no session by itself", async () => {
  let sessions = 0;
  const samples = { conversations: [], messages: {} };
  const chat = createChat(OPTIONS, () => {
    const client = sampleClient({ samples, config: () => CONFIG });
    const session: Client["session"] = (claims) => {
      sessions += 1;
      return client.session(claims);
    };
    return { ...client, session };
  });
  chats.push(chat);
  await chat.connect();
  chat.disconnect();
  chat.identify({ id: "7", hash: "a hash" });
  expect(sessions).toBe(1);
  await chat.connect();
  expect(sessions).toBe(2);
});
