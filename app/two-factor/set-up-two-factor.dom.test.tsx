import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Me } from "@/app/_lib/session/me";
import { openPage } from "@/test/support/dom/page";
import { SetUpTwoFactor } from "./set-up-two-factor";

test("a sign-out that fails says so", async () => {
  const { user } = openPage(<SetUpTwoFactor me={{ id: 1, name: "Ada" } as Me} to="/inbox" />, {
    answers: { "twoFactor.get": () => ({ isOn: false, recoveryCodesLeft: 0 }) as never },
  });
  await user.click(await screen.findByRole("button", { name: "Sign out" })); // there is no network for it
  expect((await screen.findAllByText("Couldn't sign out. Try again.")).length).toBeGreaterThan(0);
});
