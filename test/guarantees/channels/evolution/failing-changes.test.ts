import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { claimChanges } from "@/server/store/sends/claim-changes";
import { acceptChange, type EvolutionChange } from "@/test/support/clients/evolution-changes";
import { evolutionFault } from "@/test/support/clients/evolution-server";
import { type ChangesScene, MINUTE_MS, openChangesScene } from "@/test/support/scenes/evolution-changes";

let scene: ChangesScene;
beforeAll(async () => {
  scene = await openChangesScene();
});
afterAll(() => scene.close());
afterEach(() => scene.reset());

const cut = ({ answer }: EvolutionChange) => void answer.destroy();

test.each([
  ["a 5xx", evolutionFault(500, "Error while deleting message for everyone"), "Error while deleting"],
  ["no answer", cut, "reset"],
  ["an instance that is away", evolutionFault(400, "Connection Closed"), "Connection Closed"],
])("after %s it is made again, until WhatsApp's time is over", async (_, fault, words) => {
  const sent = await scene.begin();
  await scene.edit(sent, "Hello");
  scene.server.onChange = fault;
  await scene.changeTurn();
  expect(await scene.change(sent)).toMatchObject({
    state: "waiting",
    tries: 1,
    error: expect.stringContaining(words),
  });
  scene.server.onChange = acceptChange;
  await scene.changeTurn(MINUTE_MS);
  expect(await scene.change(sent)).toMatchObject({ state: "done", tries: 2, error: null });
  await scene.edit(sent, "Hello!");
  scene.server.onChange = fault;
  await scene.database.query("update message_change set tries = 20"); // its next pause is longer than what is left
  await scene.changeTurn(14.5 * MINUTE_MS);
  expect(await scene.change(sent)).toMatchObject({ state: "failed", error: expect.stringContaining(words) });
  await expect
    .poll(() => scene.failures(sent))
    .toEqual([{ edit: { from: "waiting", to: expect.stringContaining(words) } }]);
  expect((await scene.shown(sent)).content).toBe("Hello!");
});

test("what WhatsApp refuses fails at once, and what comes too late is not asked", async () => {
  const sent = await scene.begin();
  await scene.edit(sent, "Hello");
  scene.server.onChange = evolutionFault(400, "Message not compatible");
  await scene.changeTurn();
  expect(await scene.change(sent)).toMatchObject({
    state: "failed",
    error: "Message not compatible",
    tries: 1,
  });
  await scene.edit(sent, "Hello!");
  await scene.changeTurn(16 * MINUTE_MS);
  expect(await scene.change(sent)).toMatchObject({ state: "failed", tries: 0 });
  await expect.poll(() => scene.failures(sent)).toHaveLength(2);
  expect(scene.requested()).toHaveLength(1);
});

test("a change that a killed process has made is made again, and a deletion by it is not undone", async () => {
  const sent = await scene.begin();
  await scene.remove(sent);
  const now = new Date(Date.now() + 11_000);
  expect(
    await claimChanges(scene.database, { now, inFlight: new Map(), unsettled: [], room: 10 }),
  ).toHaveLength(1);
  await scene.changeTurn(12_000);
  expect(scene.requested()).toEqual([]);
  expect((await scene.restore(sent)).body).toMatchObject({ error: { code: "message.taken_back" } });
  await scene.changeTurn(11_000 + 61_000);
  expect(scene.requested()).toEqual([["delete", null]]);
  expect(await scene.change(sent)).toMatchObject({ state: "done" });
});
