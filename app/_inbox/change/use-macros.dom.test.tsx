import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { notices, openPage } from "@/test/support/dom/page";
import { aConversation } from "@/test/support/scenes/dtos";
import { useRunMacro } from "./use-macros";

const conversation = aConversation({ displayId: 12 });
const macro = { id: 3, name: "Shipped", actions: [], problems: [] } as never;

function RunMacro() {
  const run = useRunMacro(conversation, () => {});
  return (
    <button type="button" onClick={() => void run(macro)}>
      Run
    </button>
  );
}

test("a run whose answer was lost is repeated as the same one; after an answer or a refusal it is another", async () => {
  const done = { row: null, operationId: null, messageIds: [], draft: null };
  const answers = [
    () => {
      throw new Error("no answer");
    },
    () => done,
    () => {
      throw new Refusal("macro.not_found");
    },
    () => done,
  ];
  const { user, inputsOf, settled } = openPage(<RunMacro />, {
    answers: {
      "me.get": () => ({ undoSendSeconds: 8 }) as never,
      "changes.runMacro": () => (answers.shift() as () => typeof done)(),
    },
  });
  for (let times = 1; times <= 4; times++) {
    await user.click(screen.getByRole("button", { name: "Run" }));
    await expect.poll(() => inputsOf("changes.runMacro")).toHaveLength(times);
    await settled();
  }
  within(notices()).getByText(/nothing to change/i);
  const [lost, repeated, refused, last] = inputsOf("changes.runMacro").map(
    (input) => (input as { clientId?: string }).clientId,
  );
  expect(repeated).toBe(lost);
  expect(new Set([lost, refused, last]).size).toBe(3);
});

test("the undo of a macro that was run from the list opens nothing", async () => {
  const done = { row: null, operationId: "one", messageIds: [], draft: null };
  const { user } = openPage(<RunMacro />, {
    path: "/inbox",
    answers: {
      "me.get": () => ({ undoSendSeconds: 8 }) as never,
      "changes.runMacro": () => done,
      "changes.undoMacro": () => ({ row: null, operationId: "two", left: [] }) as never,
    },
  });
  await user.click(screen.getByRole("button", { name: "Run" }));
  await user.click(await within(notices()).findByRole("button", { name: "Undo" }));
  await within(notices()).findByRole("button", { name: "Show" });
  expect(location.search).toBe("");
});
