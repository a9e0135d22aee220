import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { Dialog } from "./dialog";

/** Opens a dialog with a field, over a page that can be pressed beside it. */
async function openDialog() {
  function Screen() {
    const [isOpen, setOpen] = useState(true);
    return (
      <Dialog open={isOpen} onOpenChange={setOpen} title="New conversation" closeLabel="Close">
        <textarea aria-label="Message" />
      </Dialog>
    );
  }
  const { user } = openPage(<Screen />);
  await screen.findByRole("dialog");
  const pressBeside = async () => {
    const beside = document.querySelector('[role="presentation"]');
    if (!beside) throw new Error("nothing is beside the dialog");
    await user.click(beside);
  };
  return { user, pressBeside };
}

test("a press beside a dialog closes it", async () => {
  const { pressBeside } = await openDialog();
  await pressBeside();
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
});

test("a press beside a dialog loses no text that was typed into it", async () => {
  const { user, pressBeside } = await openDialog();
  await user.type(screen.getByRole("textbox"), "On its way");
  await pressBeside();
  expect(screen.getByRole("textbox")).toHaveProperty("value", "On its way");
  await user.keyboard("{Escape}");
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
});
