import { afterAll, beforeAll, expect, test } from "vitest";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { setSignature } from "@/server/commands/members/profile";
import { addNote } from "@/server/commands/messages/notes";
import { type SendMessage, sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import type { Caller } from "@/server/contract/_shared/caller";
import { setSignatureInput } from "@/server/contract/member/inputs";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** An inbox that appends signatures, and an agent who has one. */
async function setOut(): Promise<Stage> {
  const stage = await createStage(world);
  await stage.run(updateInbox, { inboxId: stage.inbox.id, appendsSignatures: true });
  await sign(stage.agent, "Grace\nAcme");
  return stage;
}
const sign = (caller: Caller, text: string, inboxId: number | null = null) =>
  world.run(setSignature, caller, { inboxId, text });
const reply = async (stage: Stage, more: Partial<SendMessage> = {}, caller = stage.agent) => {
  pass(world);
  const message = { conversation: conversation(stage), content: "Hello", isSigned: true, ...more };
  return (await world.run(sendMessage, caller, message)).result.message;
};

test("a reply gets its writer's signature below it, and one that leaves it out does not", async () => {
  const stage = await setOut();
  expect((await reply(stage)).content).toBe("Hello\n\nGrace\nAcme");
  expect((await reply(stage, { isSigned: false })).content).toBe("Hello");
  expect((await reply(stage, {}, stage.admin)).content).toBe("Hello"); // has none
});

test("an inbox appends no signatures unless it is set to", async () => {
  const stage = await createStage(world);
  await sign(stage.agent, "Grace");
  expect((await reply(stage)).content).toBe("Hello");
});

test("a signature of the inbox comes before the general one, which holds again when it is removed", async () => {
  const stage = await setOut();
  await sign(stage.agent, "Website team", stage.inbox.id);
  expect((await reply(stage)).content).toBe("Hello\n\nWebsite team");
  await sign(stage.agent, "", stage.inbox.id);
  expect((await reply(stage)).content).toBe("Hello\n\nGrace\nAcme");
});

test("names are filled in, and a variable without a value is left out", async () => {
  const stage = await setOut();
  await sign(stage.agent, "{{agent.first_name}} for {{contact.first_name}}, {{inbox.name}}");
  expect((await reply(stage)).content).toBe("Hello\n\nGrace for 李文, Website");
  await stage.run(updateContact, { contactId: stage.contact.id, name: "" });
  expect((await reply(stage)).content).toBe("Hello\n\nGrace for , Website");
});

test("other variables are refused when the signature is set", () => {
  const { error } = setSignatureInput.safeParse({ inboxId: null, text: "{{date}} {{agent.name}}" });
  expect(error?.issues[0]?.message).toContain("{{agent.first_name}}");
});

test("a repeated request signs and sends once", async () => {
  const stage = await setOut();
  const first = await reply(stage, { clientId: "c-1" });
  expect(await reply(stage, { clientId: "c-1" })).toMatchObject({ id: first.id, content: first.content });
});

test("a withdrawn reply that is sent again has its signature once", async () => {
  const stage = await setOut();
  const { id, content } = await reply(stage, { holdMs: 8_000 });
  await world.run(withdrawMessage, stage.agent, { messageId: id });
  expect((await reply(stage, { content })).content).toBe("Hello\n\nGrace\nAcme");
});

test("notes and replies of tokens have no signature, and a signature alone is no message", async () => {
  const stage = await setOut();
  const { result } = await world.run(addNote, stage.agent, {
    conversation: conversation(stage),
    content: "Mine",
  });
  expect(result.message.content).toBe("Mine");
  const token: Caller = {
    ...stage.agent,
    actor: { type: "token", id: stage.token.id, name: stage.token.name },
    tokenId: stage.token.id,
  };
  expect((await reply(stage, {}, token)).content).toBe("Hello");
  await expect(reply(stage, { content: "" })).rejects.toMatchObject({ refusal: "input.invalid" });
});

test("a reply that is too long with its signature is refused", async () => {
  const stage = await setOut();
  await stage.run(updateInbox, { inboxId: stage.inbox.id, maxMessageChars: 10 });
  await expect(reply(stage)).rejects.toMatchObject({ refusal: "message.too_long" });
  expect((await reply(stage, { isSigned: false })).content).toBe("Hello");
});
