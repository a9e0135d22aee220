import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { JoinForm } from "./join-form";

/** Answers the form as next-auth does, which says a refusal's code in an address. */
const refuseWith = (code: string) =>
  vi.stubGlobal("fetch", async (path: string) =>
    Response.json(path === "/api/auth/csrf" ? { csrfToken: "x" } : { url: `/sign-in?error=${code}` }),
  );

test.each([
  ["server.maintenance", /maintenance/i],
  ["link.invalid", /already used or has expired/],
  ["server.busy", /Something went wrong/],
])("a password that is refused with %s says why", async (code, text) => {
  const { user } = openPage(<JoinForm secret="s" email="ada@example.test" csrfToken="x" />);
  refuseWith(code);
  await user.type(screen.getByLabelText("Password"), "correct horse battery");
  await user.click(screen.getByRole("button", { name: "Set password and sign in" }));
  expect(await screen.findByText(text)).toBeTruthy();
});

test("a password that is set is not sent again while the inbox is loading", async () => {
  const { user } = openPage(<JoinForm secret="s" email="ada@example.test" csrfToken="x" />);
  const assign = vi.spyOn(location, "assign").mockImplementation(() => {});
  const request = vi.fn(async (path: string) =>
    Response.json(path === "/api/auth/csrf" ? { csrfToken: "x" } : { url: "/inbox" }),
  );
  vi.stubGlobal("fetch", request);
  await user.type(screen.getByLabelText("Password"), "correct horse battery{Enter}");
  await expect.poll(() => assign.mock.calls).toEqual([["/inbox"]]);
  await user.click(screen.getByRole("button"));
  expect(request.mock.calls.filter(([path]) => path === "/api/auth/callback/link")).toHaveLength(1);
});
