import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labelConversation } from "@/server/commands/organising/labels";
import { readLog } from "@/server/store/events/log/event-log";
import { withStatus } from "@/test/support/clients/receiver";
import { bundled } from "@/test/support/processes/bundled";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

const EVENTS = 60;

describe("fair", () => {
  let scene: WebhookScene;
  beforeAll(async () => {
    scene = await openWebhookScene();
    scene.start();
  });
  afterAll(() => scene.close());

  test("an endpoint that suddenly hangs does not delay another, and loses nothing", async () => {
    const stage = await scene.stage();
    const [moody, steady] = [await scene.receiver(), await scene.receiver()];
    const types = ["conversation.labelled"];
    await scene.endpoint(stage, moody, { types, concurrency: 2 });
    await scene.endpoint(stage, steady, { types, concurrency: 2 });
    const conversation = { conversationId: stage.conversation.id };
    const label = async (names: string[]) => {
      for (const name of names) await stage.run(labelConversation, { conversation, add: [name] });
      await scene.pass();
    };
    await label(Array.from({ length: EVENTS }, (_, n) => `quick${n}`));
    await scene.until(() => moody.taken.length === EVENTS && steady.taken.length === EVENTS);

    moody.answer = () => undefined;
    await label(Array.from({ length: EVENTS }, (_, n) => `slow${n}`));
    await scene.until(() => steady.taken.length === 2 * EVENTS);
    expect(moody.taken.length).toBeLessThanOrEqual(EVENTS + 2); // its concurrency

    moody.answer = withStatus(204);
    const ids = () => new Set(moody.taken.map(({ headers }) => headers["webhook-id"])).size;
    await scene.until(async () => {
      await scene.pass(30_000); // hanging tries are repeated, waiting deliveries are due again
      return ids() === 2 * EVENTS;
    });
    expect(ids()).toBe(2 * EVENTS);
  });
});

describe("killed", () => {
  let scene: WebhookScene;
  beforeAll(async () => {
    scene = await openWebhookScene();
  });
  afterAll(() => scene.close());

  const KILLS = 3;

  test("workers killed during a delivery lose nothing, and a repeated delivery has the same webhook-id", async () => {
    scene.world.clock.now = new Date();
    const stage = await scene.stage();
    const receiver = await scene.receiver();
    const { endpointId } = await scene.endpoint(stage, receiver, { types: ["conversation.labelled"] });
    // Every third POST is not answered: its worker is killed while it waits.
    let silent = true;
    receiver.answer = ({ answer }) => {
      if (!silent || receiver.taken.length % 3 !== 0) answer.writeHead(204).end();
    };
    const conversation = { conversationId: stage.conversation.id };
    for (let n = 0; n < EVENTS; n++) await stage.run(labelConversation, { conversation, add: [`n${n}`] });
    await scene.pass();

    for (let kill = 1; kill <= KILLS; kill++) {
      const worker = spawn(
        process.execPath,
        [...bundled("test/support/processes/webhook-worker.ts"), scene.world.url],
        {
          stdio: "ignore",
        },
      );
      const before = receiver.taken.length;
      await scene.until(() => receiver.taken.length >= before + 8);
      worker.kill("SIGKILL");
      await once(worker, "exit");
    }

    silent = false;
    // After every lease has expired another worker takes over.
    scene.world.clock.now = new Date(Date.now() + 120_000);
    scene.start();
    const undelivered = () =>
      scene.world.database.query("select 1 from delivery where endpoint_id = $1 and state <> 'delivered'", [
        endpointId,
      ]);
    await scene.until(async () => (await undelivered()).length === 0);

    const log = await readLog(scene.world.database, stage.accountId, { after: 0, limit: 1000 });
    const expected = log.filter(({ type }) => type === "conversation.labelled").map(({ body }) => body.id);
    expect(expected).toHaveLength(EVENTS);
    const ids = receiver.taken.map(({ headers }) => String(headers["webhook-id"]));
    expect(new Set(ids)).toEqual(new Set(expected));
    expect(ids.length).toBeGreaterThan(EVENTS); // the killed ones were sent twice
    for (const { json, headers } of receiver.taken) expect(json.id).toBe(headers["webhook-id"]);
  });
});
