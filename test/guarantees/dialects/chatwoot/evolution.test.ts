import { expect } from "vitest";
import { createSendQueue } from "@/server/worker/sends/send-queue";
import { clientOf } from "@/test/support/clients/api";
import {
  byPhone,
  chat,
  JID,
  ok,
  PHONE,
  report,
  type Scene,
  type Story,
  send,
  show,
  testStories,
  toggle,
  write,
} from "@/test/support/clients/evolution";

/** Has the program behind the inbox accept what waits for it. */
async function takeOut({ api: { services } }: Scene): Promise<void> {
  const outcome = { kind: "accepted", sourceId: null, status: "sent" } as const;
  const accept = async () => ({ outcome, durationMs: 1, status: 200, address: null });
  const sender = { send: accept, lookUp: accept };
  const { database, run, now } = services;
  const log = { error: (fault: unknown) => expect(fault).toBeUndefined() };
  const queue = createSendQueue({ database, run, now, sender, log }, () => {});
  await queue.follow();
  while (queue.count() > 0) await queue.flush();
}

const EVOLUTION: Story[] = [
  [
    "1 an inbox is created at a path with a slash, with both of its headers, without a redirect",
    async (s) => {
      const url = `${s.api.url}/api/v1/accounts/${s.tenant.accountId}/inboxes/`;
      const token = s.client.token ?? "";
      const answer = await fetch(url, {
        method: "POST",
        redirect: "error",
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          api_access_token: token,
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({
          name: "WhatsApp",
          channel: { type: "api", webhook_url: "https://evolution.example.test/chatwoot/webhook/shop" },
        }),
      });
      const { id, inbox_identifier } = JSON.parse(await answer.text());
      expect({ status: answer.status, id, inbox_identifier }).toEqual({
        status: 200,
        id: expect.any(Number),
        inbox_identifier: expect.any(String),
      });
      const { payload } = await ok(s.client.get("/inboxes"));
      expect(payload).toContainEqual(expect.objectContaining({ id, name: "WhatsApp", inbox_identifier }));
    },
  ],
  [
    "2 a text comes as a form, with attributes as JSON, and is answered with the ids that it stores",
    async (s) => {
      const quoted = await send(s, { content: "*hi*", source_id: "WAID:1" });
      const reply = await send(s, {
        content: "again",
        source_id: "WAID:2",
        source_reply_id: `${quoted.id}`,
        content_attributes: JSON.stringify({ in_reply_to: quoted.id, in_reply_to_external_id: "WAID:1" }),
      });
      expect(reply).toMatchObject({
        id: expect.any(Number),
        inbox_id: s.inboxId,
        conversation_id: s.conversationId,
        message_type: 0,
        source_id: "WAID:2",
        content_attributes: { in_reply_to: quoted.id, in_reply_to_external_id: "WAID:1" },
      });
    },
  ],
  [
    "3 every conversation has its sender with name and identifier",
    async (s) => {
      const { contact, begun } = await chat(s);
      const sender = { id: contact.id, name: "Zoë", identifier: JID, phone_number: PHONE };
      expect((await ok(s.client.get(`/conversations/${begun.id}`))).meta.sender).toMatchObject(sender);
      const { payload } = await ok(s.client.get(`/contacts/${contact.id}/conversations`));
      expect(payload).toMatchObject([
        { id: begun.id, inbox_id: s.inboxId, status: "open", meta: { sender } },
      ]);
      await chat(s);
      const newest = (await ok(s.client.get(`/contacts/${contact.id}/conversations`))).payload;
      expect(newest.map(({ id }: { id: number }) => id)).toEqual([begun.id + 1, begun.id]);
    },
  ],
  [
    "4 a known phone leads to its contact, and an identifier changes from the bare number to the jid",
    async (s) => {
      const bare = JID.replace(/@.*/, "");
      const { contact } = await chat(s, { name: "Zoë", phone_number: PHONE, identifier: bare });
      expect((await chat(s, { name: PHONE, phone_number: PHONE, identifier: JID })).contact.id).toBe(
        contact.id,
      );
      const changed = await ok(s.client.put(`/contacts/${contact.id}`, { json: { identifier: JID } }));
      expect(changed.payload).toMatchObject({ id: contact.id, identifier: JID, phone_number: PHONE });
      const named = { name: "Zoë", avatar_url: "https://example.test/zoe.jpg", avatar: null };
      expect((await ok(s.client.put(`/contacts/${contact.id}`, { json: named }))).payload.id).toBe(
        contact.id,
      );
    },
  ],
  [
    "5 a phone is looked up without the plus, a Brazilian one also without its ninth digit",
    async (s) => {
      const { contact } = await chat(s);
      const found = async (...numbers: string[]) =>
        (await ok(s.client.post("/contacts/filter", { json: byPhone(...numbers) }))).payload;
      expect(await found("5511988887777", "551188887777")).toMatchObject([
        { id: contact.id, name: "Zoë", identifier: JID, phone_number: PHONE, thumbnail: "" },
      ]);
      expect(await found("5511988887778")).toEqual([]);
    },
  ],
  [
    "6 a customer's message reopens; a chat that was toggled to pending before stays pending",
    async (s) => {
      await toggle(s, { status: "resolved" });
      await send(s, { content: "hi", source_id: "WAID:1" });
      expect((await show(s)).status).toBe("open");
      await toggle(s, { status: "snoozed" });
      await send(s, { content: "hi", source_id: "WAID:2" });
      expect((await show(s)).status).toBe("open");
      await toggle(s, { status: "resolved" });
      await toggle(s, { status: "pending" });
      await send(s, { content: "hi", source_id: "WAID:3" });
      expect((await show(s)).status).toBe("pending");
      await toggle(s, { status: "resolved" });
      await send(s, { content: "typed on the phone", message_type: "outgoing", source_id: "WAID:4" });
      expect((await show(s)).status).toBe("resolved");
    },
  ],
  [
    "8 a conversation has exactly one message, an agent's without a source id, and its own source id",
    async (s) => {
      const { contact, in: at } = await chat(s);
      await send(at, { content: "hi", source_id: "WAID:1" });
      const answer = await write(at, { content: "hello" });
      const shown = await show(at);
      expect(shown.messages).toHaveLength(1);
      expect(shown.messages[0]).toMatchObject({ id: answer.id, source_id: null, message_type: 1 });
      const { source_id } = contact.contact_inboxes[0];
      expect(shown.last_non_activity_message.conversation.contact_inbox).toEqual({ source_id });
    },
  ],
  [
    "11 the contact of its commands, +123456, has no identifier, and its conversation stays open",
    async (s) => {
      const bot = await chat(s, { name: "EvolutionAPI", phone_number: "+123456" });
      expect(bot.contact).toMatchObject({ phone_number: "+123456", identifier: null });
      await send(bot.in, { content: "init", message_type: "outgoing" });
      await ok(s.client.post(`/inboxes/${s.inboxId}/set_agent_bot`, { json: { agent_bot: 1 } }));
      await send(bot.in, { content: "connected" });
      expect((await show(bot.in)).status).toBe("open");
      expect((await chat(s, { name: "EvolutionAPI", phone_number: "+123456" })).begun.status).toBe("open");
    },
  ],
  [
    "12 its note that a message could not be sent marks the newest one as failed, with the reason",
    async (s) => {
      const reply = async (content: string) => {
        const message = await write(s, { content });
        await takeOut(s);
        return message;
      };
      const first = await reply("a");
      await report(s, first.id, { status: "delivered" });
      const alarm = (text: string) => send(s, { content: text, message_type: "outgoing", private: "true" });
      const statusOf = async (id: number) => {
        const { payload } = await ok(s.client.get(s.messages));
        return payload.find((message: { id: number }) => message.id === id);
      };
      await alarm("🚨 The message could not be sent. Please check your connection. _timeout_");
      expect(await statusOf(first.id)).toMatchObject({ status: "delivered" });
      const second = await reply("b");
      await alarm("🚨 VIP: answer quickly");
      expect(await statusOf(second.id)).toMatchObject({ status: "sent" });
      const note = await alarm("🚨 El mensaje no se pudo enviar. Comprueba tu conexión. _timeout_");
      expect(note).toMatchObject({ private: true });
      expect(await statusOf(second.id)).toMatchObject({
        status: "failed",
        content_attributes: {
          external_error: "El mensaje no se pudo enviar. Comprueba tu conexión. _timeout_",
        },
      });
      expect(await statusOf(first.id)).toMatchObject({ status: "delivered" });
      const third = await reply("c");
      await alarm("cw.message.numbernotinwhatsapp");
      expect((await statusOf(third.id)).content_attributes.external_error).toContain("not on WhatsApp");
      const fourth = await reply("d");
      const waiting = await write(s, { content: "e" });
      await alarm("🚨 The message could not be sent.");
      expect(await statusOf(fourth.id)).toMatchObject({ status: "failed" });
      expect(await statusOf(waiting.id)).toMatchObject({ status: "sent", content_attributes: {} });
    },
  ],
  [
    "what was typed on the phone into a conversation in the trash begins one, once; an agent's message is refused",
    async (s) => {
      const { contact, in: at } = await chat(s);
      await send(at, { content: "hi", source_id: "WAID:1" });
      const member = clientOf(s.api, s.client.token ?? "");
      expect((await member.post(`/v1/conversations/${at.conversationId}/trash`)).status).toBe(200);
      const typed = (source_id: string) =>
        send(at, { content: `typed ${source_id}`, message_type: "outgoing", source_id });
      const stored = [await typed("WAID:2"), await typed("WAID:2"), await typed("WAID:3")];
      const { payload } = await ok(s.client.get(`/contacts/${contact.id}/conversations`));
      const begun = payload.find(({ id }: { id: number }) => id !== at.conversationId).id;
      expect(stored.map(({ conversation_id }) => conversation_id)).toEqual([begun, begun, begun]);
      expect((await ok(s.client.get(`/conversations/${begun}/messages`))).payload).toMatchObject([
        { content: "typed WAID:2", source_id: "WAID:2", message_type: 1 },
        { content: "typed WAID:3", source_id: "WAID:3" },
      ]);
      expect((await s.client.post(at.messages, { json: { content: "hello" } })).status).toBe(422);
    },
  ],
];

testStories([["Evolution", EVOLUTION]]);
