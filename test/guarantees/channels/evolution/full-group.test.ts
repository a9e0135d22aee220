import { afterAll, beforeAll, expect, test } from "vitest";
import { findEvolution } from "@/server/channels/evolution/receive/evolution-inbox";
import { storeMissed } from "@/server/channels/evolution/receive/store-missed";
import { evolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import type { Services } from "@/server/commands/_run/services";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  type EvolutionScene,
  GROUP_JID,
  type OpenEvolution,
  openEvolutionScene,
} from "@/test/support/scenes/evolution-scene";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

const inGroup = (participant: string, pushName: string) => ({
  key: { remoteJid: GROUP_JID, participant: `${participant}@s.whatsapp.net` },
  pushName,
});

/** Fills the inbox's group with so many further members. */
async function fillGroup({ accountId, client, conversations }: OpenEvolution, count: number): Promise<void> {
  const contacts = await scene.api.world.database.query<{ id: number }>(
    `insert into contact (account_id, name, created_at, updated_at)
     select $1, 'Member ' || n, now(), now() from generate_series(1, $2::int) n returning id`,
    [accountId, count],
  );
  const [{ displayId }] = await conversations();
  const members = contacts.map(({ id }) => ({ contactId: Number(id) }));
  const added = await client.post(`/v1/conversations/${displayId}/members`, { members });
  if (added.status >= 300) throw new Error(JSON.stringify(added.body));
}

test("who writes in a group that has as many members as a group may have is shown by their name", async () => {
  const inbox = await scene.open();
  await inbox.receive({ conversation: "Hi" }, inGroup("15550001", "Ann"));
  await fillGroup(inbox, 999);
  const late = inbox.message({ conversation: "I am one too many" }, inGroup("15550002", "Ben"));
  for (let i = 0; i < 2; i++) expect(await inbox.post("messages.upsert", late)).toBe(200);
  expect(await inbox.messages()).toMatchObject([
    { content: "Hi", sender: { name: "Ann" } },
    { kind: "system" },
    { content: "I am one too many", sender: { name: "Ben" } },
  ]);
});

/** Services that refuse one customer's message each time. */
function refusing({ run, ...services }: Services, sourceId: string): Services {
  const own: typeof run = Object.assign(
    (...[command, caller, input]: Parameters<typeof run>) => {
      const isRefused = command === receiveFrom && Object(input).sourceId === sourceId;
      return isRefused ? Promise.reject(new Refusal("contact.is_group")) : run(command, caller, input);
    },
    { once: run.once },
  ) as typeof run;
  const changes = { change: (...[, , { alone }]: Parameters<Services["changes"]["change"]>) => alone() };
  return { ...services, run: own, changes: changes as Services["changes"] };
}

test("a message that is refused each time keeps a search from none of those behind it", async () => {
  const inbox = await scene.open();
  const found = await findEvolution(scene.api.services, inbox.identifier);
  if (!found) throw new Error("no inbox");
  const missed = ["first", "second", "third"].map((conversation) =>
    evolutionMessage.parse(inbox.message({ conversation })),
  );
  const services = refusing(scene.api.services, missed[1]?.key.id ?? "");
  await storeMissed({ ...found, services }, missed);
  expect((await inbox.messages()).map(({ content }) => content)).toEqual(["first", "third"]);
});
