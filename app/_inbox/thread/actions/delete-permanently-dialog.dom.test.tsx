import { screen, within } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { notices, openPage } from "@/test/support/dom/page";
import { DeletePermanentlyDialog } from "./delete-permanently-dialog";

test("a deletion that begins after its dialog was closed leaves the reader where they are", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const left: string[] = [];
  function Thread() {
    const [isOpen, setOpen] = useState(true);
    return isOpen ? (
      <DeletePermanentlyDialog
        displayId={7}
        onClose={() => setOpen(false)}
        onBegun={() => left.push("the conversation")}
      />
    ) : null;
  }
  const { user, inputsOf } = openPage(<Thread />, {
    path: "/inbox?c=7",
    answers: {
      "deletions.prepare": () => ({ token: "one", blocked: [], counts: { messages: 2, notes: 0 } }) as never,
      "deletions.confirm": () => answered.then(() => ({ operationId: "1" })) as never,
    },
  });
  const dialog = within(await screen.findByRole("dialog"));
  await expect.poll(() => dialog.getByRole("textbox")).toHaveProperty("disabled", false);
  await user.type(dialog.getByRole("textbox"), "7");
  await user.click(dialog.getByRole("button", { name: "Delete permanently" }));
  await expect.poll(() => inputsOf("deletions.confirm").length).toBe(1);
  await user.keyboard("{Escape}");
  answer();
  await within(notices()).findByText(/#7/);
  expect(left).toEqual([]);
});
