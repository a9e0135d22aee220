import { afterAll, beforeAll, expect, test } from "vitest";
import { receiveMail } from "@/server/commands/messages/receive-mail";
import { exportContact } from "@/server/queries/contacts/export-contact";
import { mail } from "@/test/guarantees/laws/entries/messages/mails";
import { createStage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { archiveDocument } from "./archive-document";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const parsed = async (parts: AsyncGenerator<string>) => {
  let text = "";
  for await (const part of parts) text += part;
  return JSON.parse(text);
};

test("an archive, and the export of a contact, have the subject, the headers and the bodies of mails", async () => {
  const stage = await createStage(world);
  const body = { html: "<p>Where is it?</p>", wholeText: "Where is it?\n> quoted" };
  const { result } = await stage.run(receiveMail, {
    ...mail("first@mail.example"),
    ...body,
    inboxId: stage.inbox.id,
  });
  const { id: conversationId, contactId } = result.conversation;
  const { id: messageId } = result.message;
  await world.database.query("update message set location = $2 where id = $1", [
    messageId,
    { latitude: 52.5, longitude: 13.4 },
  ]);
  const conversation = {
    subject: "Order 7",
    messages: expect.arrayContaining([
      expect.objectContaining({
        id: messageId,
        email: expect.objectContaining({ from: { name: "Ada", address: "ada@mail.example" } }),
        location: { latitude: 52.5, longitude: 13.4 },
      }),
    ]),
    mails: [{ messageId, html: body.html, text: body.wholeText }],
  };
  const document = archiveDocument(world.database, { accountId: stage.accountId, conversationId });
  expect(await parsed(document)).toMatchObject({ conversation });
  const about = { contactId, includesNotes: false, now: world.clock.now };
  const file = await exportContact(world.database, stage.admin, about);
  expect(await parsed(file)).toMatchObject({ conversations: [conversation] });
});
