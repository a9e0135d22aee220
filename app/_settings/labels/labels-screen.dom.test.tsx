import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { LabelsScreen } from "@/app/_settings/labels/labels-screen";
import { Refusal } from "@/server/contract/_shared/refusal";
import { label } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";

test("a label's name that is taken or built in is refused at the field, and Escape closes the dialog", async () => {
  const { user, inputsOf } = openPage(<LabelsScreen />, {
    answers: {
      "labels.list": () => [label],
      "labels.create": () => {
        throw new Refusal("label.taken");
      },
    },
  });
  for (const name of [label.name, "Spam"]) {
    await user.click(await screen.findByRole("button", { name: "New label" }));
    const dialog = await screen.findByRole("dialog", { name: "New label" });
    const field = within(dialog).getByRole("textbox", { name: "Name" });
    await user.type(field, name);
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
    within(dialog).getByText("Another label has this name, or the name is built in.");
    await user.keyboard("{Escape}");
    await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  }
  expect(inputsOf("labels.create")).toEqual([
    { name: label.name, colour: "blue", description: "" },
    { name: "Spam", colour: "blue", description: "" },
  ]);
});
