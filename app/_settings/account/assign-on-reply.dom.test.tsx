import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { isDisabled } from "@/test/support/dom/disabled";
import { openPage } from "@/test/support/dom/page";
import { AssignOnReply } from "./assign-on-reply";

test("administrators let replies assign unassigned conversations", async () => {
  let isOn = false;
  const { user, inputsOf } = openPage(<AssignOnReply />, {
    answers: {
      "account.assignsOnReply": () => isOn,
      "account.changeAssignsOnReply": (input) => {
        isOn = input.assignsOnReply;
        return {} as never;
      },
    },
  });
  const control = () =>
    screen.getByRole<HTMLButtonElement>("switch", { name: "Assign conversations on reply" });
  await expect.poll(() => isDisabled(control())).toBe(false);
  expect(control().getAttribute("aria-checked")).toBe("false");
  await user.click(control());
  await expect.poll(() => control().getAttribute("aria-checked")).toBe("true");
  expect(inputsOf("account.changeAssignsOnReply")).toEqual([{ assignsOnReply: true }]);
});
