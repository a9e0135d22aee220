import { afterAll, beforeAll, expect, test } from "vitest";
import { EARLY_HEADER } from "@/server/lib/web/replay-header";
import { CUSTOMER_JID, type EvolutionScene, openEvolutionScene } from "@/test/support/scenes/evolution-scene";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

test("a change whose message is not here yet is no outage, so that a spool lets the message go first", async () => {
  const { instance } = await scene.open();
  const { webhook } = scene.server.instance(instance);
  const key = { id: "3EB0EARLY", remoteJid: CUSTOMER_JID, fromMe: false };
  const data = {
    key,
    type: "MESSAGE_EDIT",
    editedMessage: { conversation: "At 9" },
    timestampMs: Date.now(),
  };
  const answer = await fetch(webhook?.url ?? "", {
    method: "POST",
    headers: { "content-type": "application/json", ...webhook?.headers },
    body: JSON.stringify({ event: "messages.edited", instance, data }),
  });
  expect([answer.status, answer.headers.get(EARLY_HEADER)]).toEqual([503, "1"]);
});
