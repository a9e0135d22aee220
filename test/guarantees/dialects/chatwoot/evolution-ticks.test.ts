import { expect } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { chat, ok, report, type Story, testStories, write } from "@/test/support/clients/evolution";

const TICKS: Story[] = [
  [
    "13 a customer who has seen the chat has read what was sent until then",
    async (s) => {
      await s.api.world.run(updateInbox, s.tenant.admin, { inboxId: s.inboxId, publicApi: true });
      const { contact, in: at } = await chat(s);
      const { id } = await write(at, { content: "hello" });
      await report(at, id, { status: "sent" }); // as the callback's answer does
      const { source_id } = contact.contact_inboxes[0];
      const path = `/public/api/v1/inboxes/${s.identifier}/contacts/${source_id}${at.conversation}/update_last_seen`;
      const answer = await s.tenant.anonymous.post(path);
      expect(answer.status).toBe(200);
      const { payload } = await ok(s.client.get(at.messages));
      expect(payload.find((message: { id: number }) => message.id === id).status).toBe("read");
      for (const method of ["get", "post"] as const)
        expect(
          (await s.tenant.anonymous[method](path.replace("/update_last_seen", "/messages"))).status,
        ).toBe(404);
      const known = { name: "Ana", source_id: "+34600000001" };
      const named = await chat(s, known);
      const guessed = path
        .replace(source_id, known.source_id)
        .replace(at.conversation, named.in.conversation);
      expect((await s.tenant.anonymous.post(guessed)).status).toBe(404);
    },
  ],
  [
    "14 every order of its acknowledgements ends in read",
    async (s) => {
      for (const order of permutations(["sent", "delivered", "read", "delivered"])) {
        const { id } = await write(s, { content: order.join() });
        for (const status of order) await report(s, id, { status });
        expect((await report(s, id, { status: "sent" })).status, order.join()).toBe("read");
      }
    },
  ],
];

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) =>
    permutations(items.filter((_, at) => at !== i)).map((rest) => [item, ...rest]),
  );
}

testStories([["ticks by way of Evolution", TICKS]]);
