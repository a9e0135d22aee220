import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { makeDataDir } from "@/server/lib/postgres/place";
import { prepareSchema } from "@/server/store/_postgres/migrate";
import { claimSends } from "@/server/store/sends/claim-sends";
import { temporaryDataDir } from "@/test/support/processes/app-process";
import { bundled } from "@/test/support/processes/bundled";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";
import { openWorld } from "@/test/support/scenes/world";
import { temporaryFolder } from "@/test/support/temporary-folder";

const INBOXES = 4;
const REPLIES = 6;
const KILLS = 3;
/** More than a lease: the claims are due again before their answers are stored. */
const LEASE_MS = 61_000;

async function open(scene: SendScene): Promise<SendScene> {
  onTestFinished(() => scene.close());
  return scene;
}

/** A scene on a Postgres of its own, which is started again when it is killed. */
async function openOwnPostgres() {
  const dataDir = temporaryDataDir();
  makeDataDir(dataDir);
  const postgres = await startEmbeddedPostgres(dataDir);
  onTestFinished(() => postgres.stop());
  const { owner, worker, app } = postgres.urls;
  await prepareSchema({ ownerUrl: owner, allAccountsUrl: worker, url: app });
  const world = await openWorld({ url: worker, appUrl: app, drop: async () => undefined });
  return { postgres, scene: await open(await openSendScene(world)) };
}

test("answers that arrive while Postgres is killed are stored when it is back: no reply is unconfirmed or sent twice", async () => {
  const { postgres, scene } = await openOwnPostgres();
  const receiver = await scene.receiver();
  let kills = 0;
  receiver.answer = async ({ answer }) => {
    if (receiver.taken.length % REPLIES === 0 && kills < KILLS) {
      kills++;
      const ends = new Promise<void>((resolve) => {
        const stop = postgres.onChange((isUp) => {
          if (isUp) return;
          stop();
          resolve();
        });
      });
      process.kill(postgres.pid(), "SIGKILL");
      await ends;
      scene.pass(LEASE_MS);
    }
    answer.writeHead(receiver.taken.length % 2 === 0 ? 200 : 400).end("{}");
  };
  const stages = [];
  for (let n = 0; n < INBOXES; n++) stages.push(await scene.stage(receiver));
  const sent = [];
  for (const stage of stages)
    for (let n = 0; n < REPLIES; n++) sent.push({ stage, id: await scene.reply(stage, `reply ${n}`) });
  const journalFolder = temporaryFolder();
  const loop = scene.start({ journalFolder });
  const isOpen = () => scene.world.database.query("select 1 from send where settled_at is null limit 1");
  await waitUntil(async () => (await isOpen().catch(() => [1])).length === 0, { withinMs: 60_000 });
  await loop.stop();
  const ends = await Promise.all(sent.map(({ stage, id }) => scene.message(stage, id)));
  const unconfirmed = ends.filter((one) => one.unconfirmed).length;
  const ended = ends.filter(({ status }) => status === "sent" || status === "failed").length;
  expect({ kills, unconfirmed, ended }).toEqual({ kills: KILLS, unconfirmed: 0, ended: INBOXES * REPLIES });
  expect(new Set(receiver.taken.map(({ json }) => json.sendId)).size).toBe(receiver.taken.length);
}, 120_000);

/** A reply whose program answered a worker that was killed before it stored the answer. */
async function answerAndKill(scene: SendScene, status: number) {
  const receiver = await scene.receiver();
  receiver.answer = ({ answer }) =>
    answer.writeHead(status, { "content-type": "application/json" }).end("{}");
  const stage = await scene.stage(receiver);
  const id = await scene.reply(stage, "On its way");
  const journalFolder = temporaryFolder();
  const { world } = scene;
  const args = [world.url, journalFolder, String(world.clock.now.getTime())];
  const killed = spawn(process.execPath, [...bundled("test/support/processes/send-worker.ts"), ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await once(killed, "close");
  expect(killed.signalCode).toBe("SIGKILL");
  return { receiver, stage, id, journalFolder };
}

test.each([
  [200, { status: "sent", unconfirmed: false }],
  [400, { status: "failed", unconfirmed: false }],
] as const)(
  "after a kill between the answer %i and its record the next process stores the answer, and calls nobody",
  async (status, expected) => {
    const scene = await open(await openSendScene());
    const { receiver, stage, id, journalFolder } = await answerAndKill(scene, status);
    scene.pass(LEASE_MS);
    const loop = scene.start({ journalFolder });
    await scene.until(async () => (await scene.message(stage, id)).status === expected.status);
    await loop.stop();
    expect(await scene.message(stage, id)).toMatchObject(expected);
    expect((await scene.timeline(stage, id)).tries).toHaveLength(1);
    expect(receiver.taken).toHaveLength(1);
    expect(readdirSync(journalFolder)).toEqual([]);
  },
);

test("an answer that is found after another process called the reply unconfirmed ends the doubt, once", async () => {
  const scene = await open(await openSendScene());
  const { stage, id, journalFolder } = await answerAndKill(scene, 200);
  scene.pass(LEASE_MS);
  const other = scene.start();
  await scene.until(async () => (await scene.message(stage, id)).unconfirmed);
  await other.stop();
  const both = [scene.start({ journalFolder }), scene.start({ journalFolder })];
  await scene.until(async () => (await scene.message(stage, id)).status === "sent");
  for (const one of both) await one.stop();
  expect(await scene.message(stage, id)).toMatchObject({ status: "sent", unconfirmed: false });
  expect((await scene.timeline(stage, id)).tries).toHaveLength(1);
  expect(
    await claimSends(scene.world.database, { now: scene.world.clock.now, inFlight: new Map(), room: 9 }),
  ).toEqual([]);
});
