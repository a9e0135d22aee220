import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { typingSignal } from "@/server/live/presence/presence-messages";
import { type Api, type Client, clientOf } from "@/test/support/clients/api";
import { type CableClient, openCable, openChatwootWithCable, pubsubRoom } from "@/test/support/clients/cable";
import { openWireStage } from "@/test/support/clients/chatwoot";

let api: Api;
beforeAll(async () => {
  api = await openChatwootWithCable();
});
afterAll(() => api.close());

const WITHIN = { timeout: 90_000 };

/** The data of every event of this name that a client got. */
const pushed = ({ frames }: CableClient, event: string) =>
  frames.flatMap(({ message }) => (message?.event === event ? [message.data] : []));

/** A customer who listens to their conversation, and a member who writes in it with an undo window. */
async function listeningCustomer() {
  const { tenant, scene } = await openWireStage(api);
  const member: Client = clientOf(api, tenant.client.token ?? "");
  await member.patch(`/v1/inboxes/${scene.inboxId}`, { publicApi: true });
  const base = `/public/api/v1/inboxes/${scene.identifier}/contacts`;
  const { body } = await tenant.anonymous.post(base, { json: { name: "Zoë" } });
  const own = `${base}/${body.source_id}/conversations`;
  const conversation = (await tenant.anonymous.post(own)).body;
  const cable = await openCable(api);
  onTestFinished(cable.close);
  await cable.subscribe({ pubsub_token: body.pubsub_token });
  const path = `/v1/conversations/${conversation.id}/messages`;
  const write = async (content: string, holdMs = 0) =>
    (await member.post(path, { content, holdMs })).body as { id: number; sendAfter: string };
  const listed = async (): Promise<number[]> =>
    (await tenant.anonymous.get(`${own}/${conversation.id}/messages`)).body.map(
      ({ id }: { id: number }) => id,
    );
  const place = { displayId: conversation.id as number, inboxId: scene.inboxId };
  return { tenant, member, cable, write, listed, place };
}

test("a customer is told of a message when its undo window is over, with the text that it has then", async () => {
  const { member, cable, write, listed } = await listeningCustomer();
  const undoable = await write("Helo", 3_000);
  await member.patch(`/v1/messages/${undoable.id}`, { content: "Hello" });
  await expect
    .poll(() => pushed(cable, "message.created"), WITHIN)
    .toMatchObject([{ id: undoable.id, content: "Hello" }]);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(undoable.sendAfter));
  expect(await listed()).toEqual([undoable.id]);
  expect(JSON.stringify(cable.frames)).not.toContain("Helo");
});

test("a customer is never told of a message that was withdrawn", async () => {
  const { member, cable, write } = await listeningCustomer();
  const withdrawn = await write("Not meant for you", 500);
  await member.post(`/v1/messages/${withdrawn.id}/withdraw`);
  const undoable = await write("Hello", 700);
  await expect.poll(() => pushed(cable, "message.created"), WITHIN).toMatchObject([{ id: undoable.id }]);
  expect(JSON.stringify(cable.frames)).not.toContain("Not meant for you");
  expect(cable.events().filter((event) => event.startsWith("message."))).toEqual(["message.created"]);
});

test("a customer is not told that a member writes a note, the other members are", async () => {
  const { tenant, cable, place } = await listeningCustomer();
  const others = await openCable(api);
  onTestFinished(others.close);
  await others.subscribe(await pubsubRoom(tenant.client));
  const typing = (isPrivate: boolean) => {
    const entry = { ...place, userId: (isPrivate ? 1 : 2) + 1_000_000 };
    typingSignal().notify(tenant.accountId, isPrivate ? { ...entry, isPrivate } : entry, true);
  };
  const [note, reply] = [{ is_private: true }, { is_private: false }];
  typing(true);
  await expect.poll(() => pushed(others, "conversation.typing_on"), WITHIN).toMatchObject([note]);
  typing(false);
  await expect.poll(() => pushed(others, "conversation.typing_on"), WITHIN).toMatchObject([note, reply]);
  await expect.poll(() => pushed(cable, "conversation.typing_on"), WITHIN).toMatchObject([reply]);
});
