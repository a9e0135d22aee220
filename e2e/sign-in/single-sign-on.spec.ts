import { expect, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { ADMIN } from "@/e2e/support/environment";
import { makeProduct, type Product } from "@/e2e/support/product";
import { arrivesAt, signIn } from "@/e2e/support/ready";
import { test as base } from "@/e2e/support/windows";
import { type OpenidProvider, openOpenidProvider } from "@/test/support/clients/openid-provider";

type SsoProduct = { product: Product; provider: OpenidProvider };

/** A product without password sign-in, and its identity provider. */
const test = base.extend<object, { sso: SsoProduct }>({
  sso: [
    async ({ browserName: _ }, use) => {
      const env: Record<string, string> = {
        SEED: "empty",
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        PASSWORD_SIGN_IN: "off",
        OIDC_NAME: "Example ID",
        OIDC_ROLE_CLAIM: "groups",
        OIDC_ADMIN_VALUES: "support-admins",
        OIDC_CREATE_MEMBERS: "true",
      };
      const product = await makeProduct(env);
      const provider = await openOpenidProvider(`${product.url}/api/auth/callback/oidc`);
      env["OIDC_ISSUER"] = provider.issuer;
      env["OIDC_CLIENT_ID"] = provider.clientId;
      env["OIDC_CLIENT_SECRET"] = provider.clientSecret;
      await product.start();
      await use({ product, provider });
      await product.remove();
      await provider.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

const GRACE = { sub: "grace", name: "Grace Hopper", email: "grace@sso.example.test", email_verified: true };

const enter = (page: Page) => page.getByRole("button", { name: "Continue with Example ID" }).click();
const alert = (page: Page) => page.getByRole("main").getByRole("alert");

async function leave(page: Page): Promise<void> {
  await page.getByRole("button", { name: GRACE.name }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await arrivesAt(page, /\/sign-in$/);
}

test("single sign-on makes a member, changes their role by a claim, and confirms sensitive actions", async ({
  openWindow,
  sso: { product, provider },
  faults,
}) => {
  faults.expect(/status of 403/); // the sensitive action, before it is confirmed
  provider.choose({ ...GRACE, groups: ["staff"] });
  const page = await openWindow("/settings/profile", { who: null, baseURL: product.url });
  await arrivesAt(page, /\/sign-in/);
  await expect(page.getByLabel("Password")).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await enter(page);
  await arrivesAt(page, /\/settings\/profile$/);
  const sent = Object.fromEntries(provider.asked.at(-1) ?? []);
  expect(sent).toMatchObject({ code_challenge_method: "S256", scope: "openid email profile" });
  for (const check of ["state", "nonce", "code_challenge"]) expect(sent[check]).toBeTruthy();
  await expect(page.getByText(GRACE.email)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Password" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Members" })).toHaveCount(0);

  await leave(page);
  provider.choose({ ...GRACE, groups: ["staff", "support-admins"] });
  await enter(page);
  await arrivesAt(page, /\/inbox/);
  await page.goto("/settings/members");
  const invite = async () => {
    await page.getByRole("button", { name: "Invite member" }).press("Enter");
    await page.getByRole("textbox", { name: "Name" }).fill("Ada");
    await page.getByRole("textbox", { name: "Email" }).fill("ada@sso.example.test");
    await page.getByRole("textbox", { name: "Email" }).press("Enter");
  };
  await invite();
  const again = page.getByRole("button", { name: "Sign in again with Example ID" });
  await expect(again).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await again.click();
  await expect.poll(() => provider.asked.at(-1)?.get("prompt")).toBe("login");
  await arrivesAt(page, /\/settings\/members$/);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await invite();
  await expect(page.getByRole("textbox", { name: "Link" })).toBeVisible();
});

test("a person who may not sign in is told why, and a password is refused", async ({
  openWindow,
  sso: { product, provider },
  faults,
}) => {
  faults.expect(/status of 401/); // the password
  provider.choose({ sub: "eve", email: ADMIN.email, email_verified: false });
  const page = await openWindow("/sign-in", { who: null, baseURL: product.url });
  await enter(page);
  await arrivesAt(page, /\/sign-in\?/);
  await expect(alert(page)).toContainText("hasn't verified your email");
  const refused = await signIn(page.request);
  expect(refused.status()).toBe(401);
  expect(await refused.text()).toContain("auth.password_off");
});

test("single sign-on works without JavaScript", async ({ openWindow, sso: { product, provider } }) => {
  provider.choose(GRACE);
  const options = { who: null, baseURL: product.url, javaScriptEnabled: false };
  const page = await openWindow("/sign-in", options);
  await enter(page); // a first visit has no cookie yet
  await expect(page.getByText("Please sign in again")).toBeVisible();
  await enter(page);
  await expect(page).toHaveURL(/\/inbox/);
});

test("a provider that cannot be reached hinders only the sign-in", async ({
  openWindow,
  sso: { product, provider },
}) => {
  await product.kill(); // it knows the provider's metadata
  provider.fail(true);
  await product.start();
  const page = await openWindow("/sign-in", { who: null, baseURL: product.url });
  await enter(page);
  await expect(alert(page)).toContainText("identity provider can't be reached");
  provider.fail(false);
  provider.choose(GRACE);
  await enter(page);
  await arrivesAt(page, /\/inbox/);
});
