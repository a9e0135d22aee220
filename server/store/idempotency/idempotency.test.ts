import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Command } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { systemCaller } from "@/server/contract/_shared/caller";
import { findContact } from "@/server/store/contacts/contacts";
import { createStage } from "@/test/guarantees/laws/stage";
import { pauseCommits, untilBlocked } from "@/test/support/database/paused-commits";
import { confirm, countAnswers, keepAnswer, runOn } from "@/test/support/scenes/deleting";
import { createWorld, type World } from "@/test/support/scenes/world";
import { aboutBody, aboutMarks } from "./answer-subjects";

describe("idempotency", () => {
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
});

describe("answer subjects", () => {
  const ACCOUNT = 3;

  test.each([
    [
      "a message, and the conversation with it",
      { id: 9, conversationId: 5, conversation: { id: 5, displayId: 1, contactId: 7 } },
      ["conversation:5", "contact:7"],
    ],
    [
      "a conversation by its id, not by its number",
      { id: 5, displayId: 1, contactId: 7 },
      ["conversation:5", "contact:7"],
    ],
    [
      "a conversation named by its number alone",
      { id: 8, conversation: { displayId: 1, contactName: "Li" } },
      ["number:3:1"],
    ],
    ["a contact", { contact: { id: 7, name: "Li", mergedIntoId: null } }, ["contact:7"]],
    ["a contact that wrote", { sender: { type: "contact", id: 7, name: "Li" } }, ["contact:7"]],
    ["members", { sender: { type: "user", id: 7, name: "Ada" } }, []],
    [
      "rows of a list, also of people without an id",
      {
        rows: [
          { contactId: 7, name: "Li" },
          { contactId: null, name: "Bo" },
        ],
      },
      ["contact:7", "strangers:3"],
    ],
    ["a row without a name", { rows: [{ contactId: null, name: "" }] }, []],
    [
      "each of several subjects once",
      { data: [{ conversationId: 5 }, { conversationId: 5 }, { conversationId: 6 }] },
      ["conversation:5", "conversation:6"],
    ],
    ["nothing", { id: 4, name: "Second line" }, []],
    ["nothing when it is sealed", { sealed: "a b c" }, []],
    ["nothing when it is empty", null, []],
  ])("an answer is about %s", (_what, body, marks) => {
    expect(aboutMarks(ACCOUNT, aboutBody(body)).toSorted()).toEqual(marks.toSorted());
  });
});
