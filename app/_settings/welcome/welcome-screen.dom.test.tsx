import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { openPage } from "@/test/support/dom/page";
import { WelcomeScreen } from "./welcome-screen";

test("the first step says that the inboxes could not be read, and reads them again", async () => {
  let isOut = true;
  const { user } = openPage(<WelcomeScreen />, {
    answers: {
      "inboxes.list": () => {
        if (isOut) throw new Refusal("input.invalid");
        return [];
      },
    },
  });
  const again = await screen.findByRole("button", { name: "Try again" });
  expect(screen.queryByRole("button", { name: "Create" })).toBeNull();
  isOut = false;
  await user.click(again);
  await screen.findByRole("button", { name: "Create" });
});
