import { afterAll, beforeAll, expect, test } from "vitest";
import { type CreateCannedReply, createCannedReply } from "@/server/commands/organising/canned-replies";
import { createTeam } from "@/server/commands/organising/teams";
import { getFile } from "@/server/queries/messages/files";
import { createStage } from "@/test/guarantees/laws/stage";
import { addFile } from "@/test/support/scenes/files";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("who is not offered a canned reply does not see its files either", async () => {
  const stage = await createStage(world);
  const { admin, agent, outsider, inbox } = stage;
  const memberIds = [outsider.userId ?? 0];
  const team = (await stage.run(createTeam, { name: "Support", memberIds })).result;
  /** Whether these see the file of such a reply: an administrator, an agent of the inbox, and one of the team. */
  const seenOf = async (offered: Partial<CreateCannedReply>) => {
    const { id } = await addFile(world, admin);
    const reply = { shortCode: `p${id}`, content: "Our prices", ...offered, fileIds: [id] };
    await world.run(createCannedReply, admin, reply);
    const seen = await Promise.allSettled([admin, agent, outsider].map((who) => getFile(world, who, id)));
    return seen.map(({ status }) => status === "fulfilled");
  };
  expect(await seenOf({ visibility: "everybody" })).toEqual([true, true, true]);
  expect(await seenOf({ visibility: "inboxes", inboxIds: [inbox.id] })).toEqual([true, true, false]);
  expect(await seenOf({ visibility: "teams", teamIds: [team.id] })).toEqual([true, false, true]);
});
