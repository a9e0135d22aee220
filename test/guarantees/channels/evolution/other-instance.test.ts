import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openInstances } from "@/server/channels/evolution/follow/lease-instances";
import { waitUntil as waitFor } from "@/server/lib/async/wait-until";
import { log } from "@/server/lib/process/log";
import {
  type EvolutionScene,
  type OpenEvolution,
  openEvolutionScene,
} from "@/test/support/scenes/evolution-scene";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

const RHYTHM = { stateMs: 40, repairMs: 80, settleMs: 200, overlapMs: 60_000, namesMs: 100 };
const waitUntil = async (isDone: () => boolean | Promise<boolean>) =>
  expect(await waitFor(isDone, { withinMs: 20_000 })).toBe(true);
const nowS = () => Math.floor(Date.now() / 1000);

/** A process that follows all instances; closing it is its end. */
function start() {
  const { services, url: baseUrl } = scene.api;
  const followed = openInstances({ services, log, baseUrl, rhythm: RHYTHM, lookMs: 50 });
  onTestFinished(followed.close);
  return followed;
}
const caughtUp = async ({ accountId, inboxId }: OpenEvolution) => {
  const [row] = await scene.api.world.database.query<{ until: Date | null }>(
    "select caught_up_until as until from inbox_channel_health where account_id = $1 and inbox_id = $2",
    [accountId, inboxId],
  );
  return row?.until ?? null;
};
/** The customers' messages in the order of their conversations. */
const contents = async ({ accountId }: OpenEvolution) =>
  (
    await scene.api.world.database.query<{ content: string }>(
      "select content from message where account_id = $1 and direction = 'in' order by conversation_id, number",
      [accountId],
    )
  ).map(({ content }) => content);

/** An inbox that was complete three hours ago, and another instance with a message of an hour ago. */
async function openWithOther() {
  const inbox = await scene.open();
  const first = start();
  await waitUntil(async () => (await caughtUp(inbox)) !== null);
  await first.close();
  await scene.api.world.database.query(
    "update inbox_channel_health set caught_up_until = now() - interval '3 hours' where account_id = $1",
    [inbox.accountId],
  );
  const other = `${inbox.instance} two`;
  scene.server.add(other);
  const arrive = (instance: string, conversation: string, secondsAgo: number) => {
    const message = inbox.message({ conversation }, { messageTimestamp: nowS() - secondsAgo });
    scene.server.instance(instance).messages.push(message);
  };
  arrive(other, "in private", 3_600);
  const path = `/v1/inboxes/${inbox.inboxId}`;
  const change = async () =>
    expect((await inbox.client.patch(path, { settings: { instance: other } })).status).toBe(200);
  return { inbox, other, arrive, change };
}

test("of another instance, messages from before it was connected are not imported either", async () => {
  const { inbox, other, arrive, change } = await openWithOther();
  await change();
  start();
  await waitUntil(async () => Number(await caughtUp(inbox)) > Date.now() - 3_700_000);
  arrive(other, "Hello", 0);
  await waitUntil(async () => (await contents(inbox)).includes("Hello"));
  expect(await contents(inbox)).toEqual(["Hello"]);
});

test("they are not either if the change comes during a search of the earlier one", async () => {
  const { inbox, other, arrive, change } = await openWithOther();
  arrive(inbox.instance, "missed", 9_000);
  const searchIn = (instance: string) => `chat/findMessages/${encodeURIComponent(instance)}`;
  let searches = 0;
  // The second one reads the page that is stored. Other tests' inboxes are followed, too.
  scene.server.onSearch = (path) =>
    path === searchIn(inbox.instance) && ++searches === 2 ? change() : undefined;
  start();
  await waitUntil(() => scene.server.calls.includes(searchIn(other)));
  arrive(other, "Hello", 0);
  await waitUntil(async () => (await contents(inbox)).includes("Hello"));
  expect(await contents(inbox)).toEqual(["missed", "Hello"]);
});
