import { expect } from "vitest";
import { linkContactToInbox } from "@/server/commands/contacts/save-contact";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { ok, report, type Story, testStories, write } from "@/test/support/clients/evolution";

const STATUS: Story[] = [
  [
    "13 a failure and its reason are stored",
    async (s) => {
      const { id } = await write(s, { content: "x" });
      await report(s, id, { status: "sent" });
      expect(await report(s, id, { status: "failed", external_error: "err123" })).toMatchObject({
        id,
        status: "failed",
        content_attributes: { external_error: "err123" },
        status_update: { applied: true },
      });
      const { body } = await s.client.get(s.messages);
      expect(body.payload[0]).toMatchObject({
        status: "failed",
        content_attributes: { external_error: "err123" },
      });
      expect(body.payload[0]).not.toHaveProperty("status_update");
    },
  ],
  [
    "13 only API inboxes accept reports, also for an unknown message",
    async (s) => {
      const { result: inbox } = await s.api.world.run(createInbox, s.tenant.admin, {
        name: "W",
        channel: "widget",
      });
      const json = { inbox_id: inbox.id, contact_id: s.contactId };
      const { body } = await s.client.post("/conversations", { json });
      const answer = await s.client.patch(`/conversations/${body.id}/messages/999999`, {
        json: { status: "read" },
      });
      expect(answer).toEqual({
        status: 403,
        body: { error: "Message status update is only allowed for API inboxes" },
      });
    },
  ],
  [
    "a message accepts reports through the inbox that carried it, also after a move of its conversation",
    async (s) => {
      const run = s.api.world.run;
      const { admin } = s.tenant;
      const { result: inbox } = await run(createInbox, admin, { name: "W", channel: "widget" });
      const link = { contactId: s.contactId, inboxId: inbox.id, sourceId: "w-1" };
      await run(linkContactToInbox, admin, link);
      const { id } = await write(s, { content: "x" });
      await run(moveConversation, admin, {
        conversation: { displayId: s.conversationId },
        inboxId: inbox.id,
      });
      const applied = { status_update: { applied: true } };
      expect(await report(s, id, { status: "delivered" })).toMatchObject(applied);
      const old = { ...s, client: await s.tenant.agent([s.inboxId]) };
      expect(await report(old, id, { status: "failed" })).toMatchObject({
        status_update: { applied: false, reason: "lower" },
      });
      // A report with an unknown field is answered by the route.
      expect(await report(old, id, { status: "read", echo: "1" })).toMatchObject(applied);
      expect((await old.client.patch(`${s.messages}/${id}`, { json: {} })).status).toBe(401);
      const there = await write(s, { content: "y" });
      expect((await s.client.patch(`${s.messages}/${there.id}`, { json: { status: "read" } })).status).toBe(
        403,
      );
    },
  ],
  [
    "14 sent, delivered, read in order; no status goes back",
    async (s) => {
      const { id } = await write(s, { content: "x" });
      expect(await report(s, id, { status: "sent" })).toMatchObject({
        status: "sent",
        status_update: { applied: true },
      });
      expect(await report(s, id, { status: "delivered" })).toMatchObject({
        status: "delivered",
        status_update: { applied: true },
      });
      expect(await report(s, id, { status: "sent" })).toMatchObject({
        status: "delivered",
        status_update: { applied: false, reason: "lower", next: expect.stringContaining("Nothing to do") },
      });
      expect(await report(s, id, { status: "read" })).toMatchObject({
        status: "read",
        status_update: { applied: true },
      });
      expect(await report(s, id, { status: "delivered" })).toMatchObject({
        status: "read",
        status_update: { applied: false, reason: "final" },
      });
    },
  ],
  [
    "14 proof of arrival beats a failure and clears its reason; sent does not",
    async (s) => {
      const { id } = await write(s, { content: "x" });
      await report(s, id, { status: "sent" });
      await report(s, id, { status: "failed", external_error: "no route" });
      expect(await report(s, id, { status: "sent" })).toMatchObject({
        status: "failed",
        content_attributes: { external_error: "no route" },
        status_update: {
          applied: false,
          reason: "too_soon",
          counts_from: expect.stringMatching(/^\d{4}-.*Z$/),
          next: expect.stringContaining("retryGapSeconds"),
        },
      });
      const arrived = await report(s, id, { status: "delivered" });
      expect(arrived).toMatchObject({ status: "delivered", status_update: { applied: true } });
      expect(arrived.content_attributes).not.toHaveProperty("external_error");
    },
  ],
  [
    "14 a report about an unknown message is 404 and says what to do",
    async (s) => {
      const { status, body } = await s.client.patch(`${s.messages}/999999999`, { json: { status: "read" } });
      expect(status).toBe(404);
      expect(body.status_update).toMatchObject({ applied: false, reason: "unknown_message" });
    },
  ],
  [
    "14 an unknown status is refused with the known ones",
    async (s) => {
      const { id } = await write(s, { content: "x" });
      const answer = await s.client.patch(`${s.messages}/${id}`, { json: { status: "seen" } });
      expect(answer).toEqual({
        status: 422,
        body: { error: "status must be one of sent, failed, delivered, read" },
      });
    },
  ],
  [
    "without a status: the unchanged message, without status_update",
    async (s) => {
      const { id } = await write(s, { content: "x" });
      for (const json of [{}, { status: null }, { content: "edited" }]) {
        const { status, body } = await s.client.patch(`${s.messages}/${id}`, { json });
        expect(status).toBe(200);
        expect(body).toMatchObject({ id, content: "x", status: "sent" });
        expect(body).not.toHaveProperty("status_update");
      }
    },
  ],
  [
    "a message without a tick is reported as such and shows sent",
    async (s) => {
      const { id } = await write(s, { content: "x", message_type: "incoming" });
      expect(await report(s, id, { status: "read" })).toMatchObject({
        status: "sent",
        status_update: { applied: false, reason: "no_tick" },
      });
    },
  ],
  [
    "a multipart report, by PUT, under the resource's name",
    async (s) => {
      const { id } = await write(s, { content: "x" });
      await report(s, id, { status: "sent" });
      const form = new FormData();
      form.set("message[status]", "failed");
      form.set("message[external_error]", "131026: not on WhatsApp");
      const { status, body } = await s.client.put(`${s.messages}/${id}/`, { form });
      expect(status).toBe(200);
      expect(body.content_attributes.external_error).toBe("131026: not on WhatsApp");
    },
  ],
  [
    "a long reason is cut, the status is stored",
    async (s) => {
      const { id } = await write(s, { content: "x" });
      await report(s, id, { status: "sent" });
      const failed = await report(s, id, { status: "failed", external_error: "😀".repeat(20_000) });
      expect(failed.status).toBe("failed");
      expect(failed.content_attributes.external_error).toBe("😀".repeat(10_000));
    },
  ],
  [
    "a reason that is no text is stored as its JSON, by either way of the answer",
    async (s) => {
      const reason = { code: 131_026, title: "not on WhatsApp" };
      for (const more of [{}, { echo: "1" }]) {
        const { id } = await write(s, { content: "x" });
        await report(s, id, { status: "sent" });
        const failed = await report(s, id, { status: "failed", external_error: reason, ...more });
        expect(failed).toMatchObject({
          status: "failed",
          content_attributes: { external_error: JSON.stringify(reason) },
        });
      }
    },
  ],
  [
    "a pending message shows sent, and its attributes say that it is pending until a report comes",
    async (s) => {
      const { id, ...shown } = await write(s, { content: "x" });
      expect(shown).toMatchObject({ status: "sent", content_attributes: { tickline_status: "pending" } });
      const sent = await report(s, id, { status: "sent" });
      expect(sent).toMatchObject({ status: "sent", status_update: { applied: true } });
      expect(sent.content_attributes).toEqual({});
    },
  ],
];

const DELETE: Story[] = [
  [
    "11 a deleted message keeps its place: no text, no other attributes, no files",
    async (s) => {
      const { id } = await write(s, { content: "secret", content_attributes: { mine: 1 } });
      const gone = { id, content: "This message was deleted", content_attributes: { deleted: true } };
      expect(await ok(s.client.delete(`${s.messages}/${id}`))).toMatchObject(gone);
      expect(await ok(s.client.delete(`${s.messages}/${id}`))).toMatchObject(gone);
      const { payload } = (await s.client.get(s.messages)).body;
      expect(payload.map(({ content }: { content: string }) => content)).toEqual([gone.content]);
    },
  ],
  [
    "11 a customer's message that they took back, and a note",
    async (s) => {
      for (const json of [{ message_type: "incoming" }, { private: true }]) {
        const { id } = await write(s, { content: "x", ...json });
        expect((await ok(s.client.delete(`${s.messages}/${id}`))).content_attributes).toEqual({
          deleted: true,
        });
      }
    },
  ],
  [
    "11 an unknown message is 404, another's is refused",
    async (s) => {
      expect((await s.client.delete(`${s.messages}/999999`)).status).toBe(404);
      const { id } = await write(s, { content: "x" });
      const colleague = await s.tenant.agent([s.inboxId]);
      expect((await colleague.delete(`${s.messages}/${id}`)).status).toBe(403);
      const outsider = await s.tenant.agent([]);
      expect((await outsider.delete(`${s.messages}/${id}`)).status).toBe(401);
    },
  ],
];

testStories([
  ["deleting a message", DELETE],
  ["reporting about a message", STATUS],
]);
