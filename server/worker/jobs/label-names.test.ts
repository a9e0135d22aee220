import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createLabel,
  deleteLabel,
  labelContact,
  labelConversation,
  updateLabel,
} from "@/server/commands/organising/labels";
import { createMacro } from "@/server/commands/organising/macros";
import { createView } from "@/server/commands/organising/views";
import { ANY_FILTER, type SavedFilter } from "@/server/contract/organising/saved-view";
import { listMacros, listViews } from "@/server/queries/organising/organising";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { moveLabels } from "./rework";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  stage = await createStage(world);
});
afterAll(() => world.close());

const carry = () => moveLabels({ database: world.database, run: world.run, log: { error: () => undefined } });

async function makeLabel(name: string): Promise<number> {
  const appearance = { colour: "red", description: "" } as const;
  return (await world.run(createLabel, stage.admin, { name, ...appearance })).result.id;
}

const filterBy = (label: string | null, ...groups: string[][]): SavedFilter => ({
  ...ANY_FILTER,
  label,
  anyOf: groups.map((labels) => ({ labels })),
});

async function makeView(name: string, filter: SavedFilter, by = stage.admin) {
  await world.run(createView, by, { name, isShared: false, filter });
}

const filters = async (by = stage.admin) =>
  (await listViews(world.database, by)).map(({ name, filter }) => [name, filter]);
const macros = async () =>
  (await listMacros(world.database, stage.admin)).map(({ actions, problems }) => ({ actions, problems }));

test("a renamed label gets its new name in the views of everybody and in macros", async () => {
  const labelId = await makeLabel("vip");
  await makeLabel("billing");
  await makeView("by label", filterBy("vip"));
  await makeView("by groups", filterBy(null, ["billing", "vip"], ["billing"]), stage.agent);
  await makeView("other", filterBy("billing"));
  const label = { type: "label", add: ["billing", "vip"], remove: [] } as const;
  const unlabel = { type: "label", add: [], remove: ["vip"] } as const;
  const actions = [{ ...label, add: [...label.add], remove: [] }, { type: "follow" as const }];
  await world.run(createMacro, stage.admin, { name: "a", isOwn: false, actions });
  const removing = [{ ...unlabel, add: [], remove: [...unlabel.remove] }];
  await world.run(createMacro, stage.admin, { name: "b", isOwn: true, actions: removing });

  await world.run(updateLabel, stage.admin, { labelId, name: "Key account" });
  await carry();
  expect(await filters()).toEqual([
    ["by label", filterBy("key account")],
    ["other", filterBy("billing")],
  ]);
  expect(await filters(stage.agent)).toEqual([
    ["by groups", filterBy(null, ["billing", "key account"], ["billing"])],
  ]);
  expect(await macros()).toEqual([
    {
      actions: [{ type: "label", add: ["billing", "key account"], remove: [] }, { type: "follow" }],
      problems: [],
    },
    { actions: [{ type: "label", add: [], remove: ["key account"] }], problems: [] },
  ]);
});

test("a name that is being moved away is refused until no conversation and contact has it", async () => {
  const labelId = await makeLabel("vip");
  const at = { conversation: conversation(stage) };
  await world.run(labelConversation, stage.admin, { ...at, add: ["vip"] });
  await world.run(deleteLabel, stage.admin, { labelId });
  const gold = await makeLabel("gold");
  const refused = { refusal: "label.moving" };
  await expect(makeLabel("vip")).rejects.toMatchObject(refused);
  await expect(world.run(updateLabel, stage.admin, { labelId: gold, name: "vip" })).rejects.toMatchObject(
    refused,
  );
  await expect(
    world.run(labelContact, stage.agent, { contactId: stage.contact.id, add: ["vip"] }),
  ).rejects.toMatchObject(refused);
  await expect(
    world.run(labelConversation, stage.agent, { ...at, add: ["blue"], set: ["vip"] }),
  ).resolves.toMatchObject({ result: { labels: ["blue", "vip"] } });
  await carry();
  const { result } = await world.run(labelConversation, stage.agent, { ...at, add: ["vip"] });
  expect(result.labels).toEqual(["blue", "vip"]);
});

test("the name of a removed label that nothing carries is free at once, and its new uses stay", async () => {
  await world.run(deleteLabel, stage.admin, { labelId: await makeLabel("vip") });
  await makeLabel("vip");
  const at = { conversation: conversation(stage) };
  await world.run(labelConversation, stage.agent, { ...at, add: ["vip"] });
  await carry();
  const { result } = await world.run(labelConversation, stage.agent, { ...at, add: ["blue"] });
  expect(result.labels).toEqual(["blue", "vip"]);
});

test("a label gets its earlier name back while its renaming goes on", async () => {
  const labelId = await makeLabel("vip");
  const at = { conversation: conversation(stage) };
  await world.run(labelConversation, stage.admin, { ...at, add: ["vip"] });
  await world.run(updateLabel, stage.admin, { labelId, name: "gold" });
  await world.run(updateLabel, stage.admin, { labelId, name: "vip" });
  await carry();
  const { result } = await world.run(labelConversation, stage.agent, { ...at, add: ["blue"] });
  expect(result.labels).toEqual(["blue", "vip"]);
});

test("a deleted label stays named where its absence is shown", async () => {
  const labelId = await makeLabel("vip");
  await makeView("by label", filterBy("vip"));
  await world.run(deleteLabel, stage.admin, { labelId });
  await carry();
  expect(await filters()).toEqual([["by label", filterBy("vip")]]);
});
