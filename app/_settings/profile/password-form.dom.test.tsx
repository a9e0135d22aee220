import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { isDisabled } from "@/test/support/dom/disabled";
import { openPage } from "@/test/support/dom/page";
import { PasswordForm } from "./password-form";
import { SessionsBox } from "./sessions-box";

const signIn = vi.hoisted(() => vi.fn());
vi.mock("@/app/_lib/session/sign-in", async (original) => ({ ...(await original<object>()), signIn }));

test("a password that was changed is not called unchanged when the network breaks before the new sign-in", async () => {
  signIn.mockRejectedValue(new TypeError("Failed to fetch"));
  const { user } = openPage(<PasswordForm />, { answers: { "me.changePassword": () => undefined } });
  await user.type(screen.getByLabelText("Current password"), "old password 1");
  await user.type(screen.getByLabelText("New password"), "a new and long one");
  const change = screen.getByRole<HTMLButtonElement>("button", { name: "Change password" });
  await user.click(change);
  await expect.poll(() => [signIn.mock.calls.length, isDisabled(change)]).toEqual([1, false]);
  expect(screen.queryByText("Can't reach the server.", { exact: false })).toBeNull();
});

test("the window that changed the password goes on in its new session: it follows changes, and shows its sessions", async () => {
  signIn.mockResolvedValue({ to: "/settings/profile" });
  const { user, streams, inputsOf } = openPage(
    <>
      <PasswordForm />
      <SessionsBox />
    </>,
    { answers: { "me.changePassword": () => undefined, "me.sessions": () => [] } },
  );
  await expect.poll(() => [streams.length, inputsOf("me.sessions").length]).toEqual([1, 1]);
  await user.type(screen.getByLabelText("Current password"), "old password 1");
  await user.type(screen.getByLabelText("New password"), "a new and long one");
  await user.click(screen.getByRole("button", { name: "Change password" }));
  await expect.poll(() => screen.queryByText("Password changed")).not.toBeNull();
  expect([streams.length, inputsOf("me.sessions").length]).toEqual([2, 2]);
});
