import { afterAll, beforeAll, expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene } from "@/test/support/clients/freescout";

let api: Api;
beforeAll(async () => {
  api = await openFreescout();
});
afterAll(() => api.close());

test("a message within its undo window is neither a thread nor a preview", async () => {
  const s = await openScene(api);
  const conversation = { conversationId: s.id };
  await s.client.post(`${s.path}/threads`, { type: "note", text: "Before", user: s.userId });
  await api.world.run(sendMessage, s.admin, { conversation, content: "Secret", holdMs: 60_000 });
  const shown = (await s.client.get(s.path)).body;
  expect(shown._embedded.threads.map(({ body }: { body: string }) => body)).toEqual(["Before"]);
  expect(shown.preview).toBe("");
  const listed = (await s.client.get("/conversations")).body._embedded.conversations;
  expect(listed).toMatchObject([{ id: s.id, preview: "", _embedded: { threads: [] } }]);
});
