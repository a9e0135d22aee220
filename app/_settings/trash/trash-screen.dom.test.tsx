import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { notices, openPage } from "@/test/support/dom/page";
import { TrashScreen } from "./trash-screen";

test("delivery reports are condensed after months, at least three of them", async () => {
  let receiptMonths = 0;
  const { user, inputsOf } = openPage(<TrashScreen />, {
    answers: {
      "deletions.retention": () => ({ purgeAfterDays: 30, receiptMonths }) as never,
      "deletions.changeRetention": (input) => {
        receiptMonths = input.receiptMonths ?? receiptMonths;
        return {} as never;
      },
      "inboxes.list": () => [],
    },
  });
  const field = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Condense after (months)" });
  await screen.findByRole("textbox", { name: "Condense after (months)" });
  const save = () =>
    within(field().form ?? document.body).getByRole<HTMLButtonElement>("button", { name: "Save" });
  for (const [typed, isAllowed] of [
    ["2", false],
    ["121", false],
    ["1.5", false],
    ["", false],
    ["3", true],
    ["12", true],
  ] as const) {
    await user.clear(field());
    if (typed !== "") await user.type(field(), typed);
    const error = screen.queryByText("Enter 0, or a whole number of months from 3 to 120.");
    expect([typed, error === null, save().disabled]).toEqual([typed, isAllowed, !isAllowed]);
  }
  await user.keyboard("{Enter}");
  expect(await within(notices()).findByText("Saved")).toBeTruthy();
  await expect.poll(() => [field().value, save().disabled]).toEqual(["12", true]);
  expect(inputsOf("deletions.changeRetention")).toEqual([{ receiptMonths: 12 }]);
});
