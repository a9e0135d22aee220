import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { OpenThreadProvider, useDeleteMessage } from "@/app/_inbox/thread/open-thread";
import { goTo, viewNow } from "@/app/_shared/view/navigate";
import { inbox } from "@/server/contract/event/sample-dtos";
import { composerRow } from "@/test/support/dom/composer";
import { notices, openPage } from "@/test/support/dom/page";
import { aMessage } from "@/test/support/scenes/dtos";

function DeleteButton() {
  const remove = useDeleteMessage(aMessage({ id: 1 }));
  return (
    <button type="button" onClick={remove}>
      Delete
    </button>
  );
}

test("undoing a deletion that was answered late leaves the reader in the conversation that they went to", async () => {
  let answer = () => {};
  const { user, inputsOf } = openPage(
    <OpenThreadProvider row={composerRow}>
      <DeleteButton />
    </OpenThreadProvider>,
    {
      path: "/inbox?c=7",
      answers: {
        "inboxes.list": () => [inbox],
        "messages.delete": async () => {
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
          return aMessage({ id: 1, version: 2 });
        },
        "messages.restore": () => aMessage({ id: 1, version: 3 }),
      },
    },
  );
  await user.click(screen.getByRole("button", { name: "Delete" }));
  await expect.poll(() => inputsOf("messages.delete")).toHaveLength(1);
  goTo({ ...viewNow(), selected: 8 });
  answer();
  await user.click(await within(notices()).findByRole("button", { name: "Undo" }));
  await within(notices()).findByRole("button", { name: "Show" });
  expect(viewNow().selected).toBe(8);
});
