import { afterAll, beforeAll, expect, test } from "vitest";
import {
  CUSTOMER,
  type OpenWhatsapp,
  openWhatsappScene,
  type WhatsappScene,
} from "@/test/support/scenes/whatsapp-scene";

let scene: WhatsappScene;
beforeAll(async () => {
  scene = await openWhatsappScene();
});
afterAll(() => scene.close());

const GROUP = "Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD";
const BEN = "15550124";

let count = 0;
const inGroup = (inbox: OpenWhatsapp, message: object, from = CUSTOMER) =>
  inbox.deliver({
    contacts: [{ wa_id: from, profile: { name: from === BEN ? "Ben" : "Bea" } }],
    messages: [
      {
        from,
        group_id: GROUP,
        id: `wamid.group.${count++}`,
        timestamp: String(Math.floor(Date.now() / 1000)),
        ...message,
      },
    ],
  });
const conversations = async ({ client, inboxId }: OpenWhatsapp) =>
  (await client.get(`/v1/conversations?inboxId=${inboxId}`)).body.data;

test("what is written in a group is in a conversation of the group, under each writer's name, and answers go to the group", async () => {
  const inbox = await scene.begin();
  scene.graph.groups.set(GROUP, "Builders");
  for (let i = 0; i < 2; i++)
    expect(await inGroup(inbox, { type: "text", text: { body: "In private?" }, id: "wamid.group.a" })).toBe(
      200,
    );
  expect(await inGroup(inbox, { type: "text", text: { body: "No, here" } }, BEN)).toBe(200);
  const reaction = { message_id: "wamid.group.a", emoji: "👍" };
  expect(await inGroup(inbox, { type: "reaction", reaction }, BEN)).toBe(200);
  expect((await conversations(inbox)).map((one: { contact: { name: string } }) => one.contact.name)).toEqual([
    "Builders",
    "Bea",
  ]);
  expect(await inbox.messages()).toMatchObject([
    { content: "In private?", sender: { name: "Bea" }, reactions: [{ emoji: "👍" }] },
    { content: "No, here", sender: { name: "Ben" } },
  ]);
  await inbox.reply({ content: "Hello all" });
  await scene.turn();
  expect(inbox.sent().at(-1)?.json).toMatchObject({ recipient_type: "group", to: GROUP });
});

test("a reaction of somebody who never wrote in the group is no message", async () => {
  const inbox = await scene.open();
  await inGroup(inbox, { type: "text", text: { body: "Hi" }, id: "wamid.group.b" });
  const reaction = { message_id: "wamid.group.b", emoji: "👍" };
  expect(await inGroup(inbox, { type: "reaction", reaction }, BEN)).toBe(200);
  expect((await inbox.messages()).map(({ content }) => content)).toEqual(["Hi"]);
});
