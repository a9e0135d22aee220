import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { PasswordForm } from "./password-form";

const signIn = vi.hoisted(() => vi.fn());
vi.mock("@/app/_lib/session/sign-in", async (original) => ({ ...(await original<object>()), signIn }));

test("a password that was changed is not called unchanged when the network breaks before the new sign-in", async () => {
  signIn.mockRejectedValue(new TypeError("Failed to fetch"));
  const { user } = openPage(<PasswordForm />, { answers: { "me.changePassword": () => undefined } });
  await user.type(screen.getByLabelText("Current password"), "old password 1");
  await user.type(screen.getByLabelText("New password"), "a new and long one");
  const change = screen.getByRole<HTMLButtonElement>("button", { name: "Change password" });
  await user.click(change);
  await expect.poll(() => [signIn.mock.calls.length, change.disabled]).toEqual([1, false]);
  expect(screen.queryByText("Can't reach the server.", { exact: false })).toBeNull();
});
