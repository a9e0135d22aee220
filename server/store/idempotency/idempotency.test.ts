import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Command } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { systemCaller } from "@/server/contract/_shared/caller";
import { findContact } from "@/server/store/contacts/contacts";
import { createStage } from "@/test/guarantees/laws/stage";
import { pauseCommits, untilBlocked } from "@/test/support/database/paused-commits";
import { confirm } from "@/test/support/scenes/deleting";
import { countAnswers, keepAnswer, runOn } from "@/test/support/scenes/stored-answers";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

describe("an answer that only read a contact without a conversation is not kept longer than it", () => {
  const begin = async () => {
    const stage = await createStage(world);
    const { contact } = (await stage.run(createContact, { name: "Perlhuhn" })).result;
    const deletion = await confirm(stage, { contactId: contact.id });
    const before = await countAnswers(stage);
    const erase = (run = world.run) =>
      run(advanceDeletion, systemCaller(stage.accountId), { deletionId: deletion.id });
    const readIt =
      (then?: () => Promise<unknown>): Command<null, unknown> =>
      async (tx) => {
        const found = await findContact(tx, stage.accountId, contact.id);
        await then?.();
        return found;
      };
    return { stage, before, erase, readIt };
  };

  test("when the contact is erased between the read and the answer", async () => {
    const { stage, before, erase, readIt } = await begin();
    await keepAnswer(
      world.run,
      stage,
      readIt(() => erase()),
      null,
    );
    expect(await countAnswers(stage)).toBe(before);
  });

  test("when the erasure is not committed yet as the answer is about to be stored", async () => {
    const { stage, before, erase, readIt } = await begin();
    const paused = pauseCommits(world.database);
    const erased = erase(runOn(stage, paused.database));
    await paused.isReached;
    const stored = keepAnswer(world.run, stage, readIt(), null);
    await untilBlocked(world.database).finally(paused.resume);
    await Promise.all([stored, erased]);
    expect(await countAnswers(stage)).toBe(before);
  });
});
