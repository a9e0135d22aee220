import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { canonicalJson } from "@/server/lib/canonical-json";
import { instantText } from "@/server/store/_postgres/column-types";
import { loadEventContexts } from "@/server/store/events/event-context";
import { holds, holdsAsync } from "@/test/support/scenes/property";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { loadReceiptContexts } from "./receipt-context";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Text that Postgres can store. */
const text = fc
  .string({ unit: "grapheme", maxLength: 80 })
  .filter((t) => t.trim() !== "" && !t.includes("\0"));
const attributes = fc.dictionary(
  text.filter((key) => key !== "__proto__"),
  fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 3 })),
  { maxKeys: 4 },
);

test("a receipt context and an event context have the same JSON", async () => {
  const tenant = await createTenant(world);
  const { conversation } = await createScene(world, tenant);
  const { result } = await world.run(sendMessage, tenant.admin, {
    conversation: { conversationId: conversation.id },
    content: "hi",
  });
  const messageId = result.message.id;
  await holdsAsync(
    fc.asyncProperty(
      text,
      text,
      attributes,
      fc.array(text, { maxLength: 3 }),
      fc.boolean(),
      async (name, content, own, labels, isGroup) => {
        await world.database.query(
          "update contact set name = $2, custom_attributes = $3, is_group = $4 where id = $1",
          [conversation.contactId, name, JSON.stringify(own), isGroup],
        );
        await world.database.query(
          "update conversation set labels = $2, additional_attributes = $3 where id = $1",
          [conversation.id, labels, JSON.stringify(own)],
        );
        await world.run(receiveMessage, tenant.admin, {
          conversation: { conversationId: conversation.id },
          content,
        });
        await world.database.transaction(async (db) => {
          const tx = { ...db, caller: tenant.admin };
          const around = (await loadReceiptContexts(tx, [messageId])).get(conversation.id);
          const eventContext = (await loadEventContexts(tx, [conversation.id])).get(conversation.id);
          if (!around || !eventContext) throw new Error("both find the conversation");
          const written = around.written(around.lastMessage);
          expect(written.conversation.text).toBe(canonicalJson(eventContext.conversation));
          expect(written.contact.text).toBe(canonicalJson(eventContext.contact));
          expect(around.contact()).toEqual(eventContext.contact);
          expect(around.contactSeenAt?.toISOString() ?? null).toBe(eventContext.conversation.contactSeenAt);
          expect(around.conversation.displayId).toBe(eventContext.conversation.displayId);
        });
      },
    ),
    { runs: 12 },
  );
});

test("an instant's text is what a Date prints", () => {
  holds(
    fc.property(
      fc.date({ min: new Date("1900-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
      fc.nat({ max: 999 }),
      fc.nat({ max: 3 }),
      (at, micros, cut) => {
        const iso = at.toISOString();
        const fraction = `${iso.slice(20, 23)}${String(micros).padStart(3, "0")}`
          .slice(0, 6 - cut)
          .replace(/0+$/, "");
        const wire = `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction && `.${fraction}`}+00`;
        expect(instantText(wire)).toBe(new Date(`${wire.slice(0, -3).replace(" ", "T")}Z`).toISOString());
      },
    ),
  );
  expect(instantText("2026-11-20 09:00:00.5+01")).toBe("2026-11-20T08:00:00.500Z");
});
