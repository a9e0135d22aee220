import { expect } from "vitest";
import { report, type Story, testStories, write } from "@/test/support/clients/chatwoot-scene";

const RETRY: Story[] = [
  [
    "12 a failed message is sent again and loses its error, but keeps its attributes",
    async (s) => {
      const { id } = await write(s, { content: "x", content_attributes: { mine: 1 } });
      await report(s, id, { status: "sent" });
      await report(s, id, { status: "failed", external_error: "err123" });
      const { status, body } = await s.client.post(`${s.messages}/${id}/retry`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ id, status: "sent", content_attributes: { mine: 1 } });
      expect(body.content_attributes).not.toHaveProperty("external_error");
    },
  ],
  [
    "12 a message that has not failed is unchanged",
    async (s) => {
      const { id } = await write(s, { content: "x" });
      await report(s, id, { status: "delivered" });
      expect(await s.client.post(`${s.messages}/${id}/retry`)).toMatchObject({
        status: 200,
        body: { status: "delivered" },
      });
      const question = await write(s, { content: "x", message_type: "incoming" });
      expect((await s.client.post(`${s.messages}/${question.id}/retry`)).status).toBe(200);
    },
  ],
];

testStories([["retrying a message", RETRY]]);
