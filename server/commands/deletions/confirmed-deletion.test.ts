import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import { listPastDeletions } from "@/server/queries/conversations/deletions";
import { trash } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { advance, confirm } from "@/test/support/scenes/deleting";
import { createWorld, type World } from "@/test/support/scenes/world";
import { acknowledgeDeletion, confirmDeletion, prepareDeletion } from "./confirmed-deletion";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

async function trashed(): Promise<Stage> {
  const stage = await createStage(world);
  await trash(stage);
  return stage;
}

test("a deletion lists the endpoints that have not confirmed it, until they or their token do", async () => {
  const stage = await trashed();
  const url = "https://hooks.example.com/";
  const own = await stage.run(createEndpoint, { url, types: ["conversation.purged"] });
  await stage.run(createEndpoint, { url, types: ["message.created"] });
  const token = { ...stage.admin, tokenId: stage.token.id };
  const ofToken = await world.run(createEndpoint, token, { url, types: ["*"] });
  const begun = await confirm(stage, { ids: [stage.conversation.id] });
  const ids = [own, ofToken].map(({ result }) => result.endpoint.id);
  expect(begun.missing.map(({ endpointId }) => endpointId)).toEqual(ids);
  const { operationId } = begun;
  const early = world.run(acknowledgeDeletion, token, { operationId }).catch((error: Error) => error);
  expect(await early).toMatchObject({ refusal: "deletion.running" });
  await advance(stage, begun.id);
  const first = await world.run(acknowledgeDeletion, token, { operationId });
  expect(first.result.missing.map(({ endpointId }) => endpointId)).toEqual(ids.slice(0, 1));
  const second = await stage.run(acknowledgeDeletion, { operationId, endpointId: ids[0] ?? 0 });
  expect(second.result.missing).toEqual([]);
  expect(second.result.acks).toHaveLength(2);
});

test("the page of past deletions shows each with its own confirmations, newest first", async () => {
  const stage = await createStage(world);
  const { result } = await stage.run(createEndpoint, { url: "https://hooks.example.com/", types: ["*"] });
  const endpointId = result.endpoint.id;
  const erase = async () => {
    const { result: made } = await stage.run(createContact, { name: "Somebody" });
    const deletion = await confirm(stage, { contactId: made.contact.id });
    await advance(stage, deletion.id);
    return deletion;
  };
  const [confirmed, open] = [await erase(), await erase()];
  await stage.run(acknowledgeDeletion, { operationId: confirmed.operationId, endpointId });
  const { data, nextCursor } = await listPastDeletions(world.database, stage.admin, { limit: 1 });
  expect(data).toMatchObject([{ id: open.id, acks: [], missing: [{ endpointId }] }]);
  const rest = await listPastDeletions(world.database, stage.admin, { cursor: nextCursor, limit: 1 });
  expect(rest).toMatchObject({
    data: [{ id: confirmed.id, acks: [{ endpointId }], missing: [] }],
    nextCursor: null,
  });
});

test("a token that created several endpoints confirms for none of them", async () => {
  const stage = await trashed();
  const token = { ...stage.admin, tokenId: stage.token.id };
  const make = async (url: string) => {
    const { result } = await world.run(createEndpoint, token, { url, types: ["*"] });
    return result.endpoint.id;
  };
  const ids = [await make("https://one.example.com/"), await make("https://two.example.com/")];
  const { id, operationId } = await confirm(stage, { ids: [stage.conversation.id] });
  await advance(stage, id);
  const missing = async (endpointId?: number) => {
    const input = { operationId, ...(endpointId !== undefined && { endpointId }) };
    return (await world.run(acknowledgeDeletion, token, input)).result.missing.map((one) => one.endpointId);
  };
  expect(await missing()).toEqual(ids);
  expect(await missing(ids[1])).toEqual(ids.slice(0, 1));
});

test("a confirmation is missing from endpoints subscribed by type, format and inbox, except the deleting one", async () => {
  const stage = await createStage(world);
  const token = {
    ...stage.admin,
    tokenId: stage.token.id,
    scopes: ["conversations:purge" as const],
    actor: { type: "token" as const, id: stage.token.id, name: "CRM" },
  };
  const make = async (given: Partial<Parameters<typeof createEndpoint>[1]>, by = stage.admin) => {
    const settings = { url: "https://hooks.example.com/", types: ["*"], ...given };
    return (await world.run(createEndpoint, by, settings)).result.endpoint.id;
  };
  const elsewhere = await make({ inboxIds: [stage.hiddenInbox.id] });
  await make({ types: ["conversation.purged"], inboxIds: [stage.hiddenInbox.id] });
  const convo = await make({ format: "freescout", types: ["conversation.purged"] });
  await make({ suppressSelf: true }, token);
  const lonely = await stage.run(createContact, { name: "Without conversations" });

  const missingOf = async (contactId: number) => {
    const { result: plan } = await world.run(prepareDeletion, token, { contactId });
    const { result } = await world.run(confirmDeletion, token, { token: plan.token ?? "" });
    return result.missing.map(({ endpointId }) => endpointId);
  };
  expect(await missingOf(stage.contact.id)).toEqual([elsewhere, convo]);
  expect(await missingOf(lonely.result.contact.id)).toEqual([elsewhere]);
});
