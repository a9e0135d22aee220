import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { isDisabled } from "@/test/support/dom/disabled";
import { openPage } from "@/test/support/dom/page";
import { SignInForm } from "./sign-in-form";

/** Answers the form as next-auth does, with a refusal's code in an address. */
const refuseWith = (code: string) =>
  vi.stubGlobal("fetch", async (path: string) =>
    Response.json(path === "/api/auth/csrf" ? { csrfToken: "x" } : { url: `/sign-in?error=${code}` }),
  );

async function signIn(code: string) {
  const { user } = openPage(<SignInForm to="/inbox" csrfToken="x" error={null} />);
  refuseWith(code);
  await user.type(screen.getByLabelText("Email"), "ada@example.test");
  await user.type(screen.getByLabelText("Password"), "correct horse battery");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  return user;
}

const shown = (label: string) => screen.queryByRole("textbox", { name: label });

test("once the password is right only the code is asked for, until the reader changes who signs in", async () => {
  const user = await signIn("auth.code_required");
  expect(await screen.findByText("Signing in as ada@example.test")).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText("Code"));
  expect(shown("Email")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Change" }));
  expect(shown("Email")).toBeTruthy();
  expect(screen.queryByText(/^Signing in as/)).toBeNull();
  expect(shown("Code")).toBeNull(); // another member may need none
});

test("a refusal that is not of the code shows the fields again", async () => {
  const user = await signIn("auth.code_required");
  refuseWith("auth.invalid_credentials");
  await user.type(await screen.findByLabelText("Code"), "123456");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByText("Wrong email or password.")).toBeTruthy();
  expect(shown("Email")).toBeTruthy();
});

test.each(["/api/auth/csrf", "/api/auth/callback/credentials"])(
  "a server that is too busy for %s has signed nobody in",
  async (busy) => {
    const { user } = openPage(<SignInForm to="/inbox" csrfToken="x" error={null} />);
    const refused = () => Response.json({ error: { code: "request.rate_limited" } }, { status: 429 });
    vi.stubGlobal("fetch", async (path: string) =>
      path === busy ? refused() : Response.json({ csrfToken: "x", url: "/api/auth/signin?csrf=true" }),
    );
    await user.type(screen.getByLabelText("Email"), "ada@example.test");
    await user.type(screen.getByLabelText("Password"), "correct horse battery");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await expect
      .poll(() => screen.getAllByRole("alert").some(({ textContent }) => textContent !== ""))
      .toBe(true);
    expect(isDisabled(screen.getByRole("button", { name: "Sign in" }))).toBe(false);
  },
);
