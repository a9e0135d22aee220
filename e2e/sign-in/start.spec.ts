import { expect } from "@playwright/test";
import { test } from "@/e2e/support/session";

test("the start page loads under its own content security policy", { tag: "@journey" }, async ({ page }) => {
  const faults: string[] = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  const response = await page.goto("/");
  expect(response?.status()).toBe(200);
  expect(response?.headers()["content-security-policy"]).toMatch(
    /script-src 'self' 'nonce-[^']+' 'strict-dynamic'/,
  );
  await page.waitForLoadState("networkidle");
  expect(faults).toEqual([]);
});

test("the app can be installed: a manifest with existing icons, each in its size", async ({
  page,
  request,
}) => {
  await page.goto("/sign-in");
  const href = await page.locator('link[rel="manifest"]').getAttribute("href");
  const manifest = await (await request.get(href ?? "")).json();
  expect(manifest).toMatchObject({ name: "Tickline", start_url: "/inbox", display: "standalone" });
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await request.get(src);
    expect([src, icon.status(), icon.headers()["content-type"]]).toEqual([src, 200, type]);
    const width = await page.evaluate(async (url) => {
      const image = Object.assign(new Image(), { src: url });
      await image.decode();
      return image.naturalWidth;
    }, src);
    if (sizes !== "any") expect(`${width}x${width}`).toBe(sizes);
  }
});

test("the icon that browsers request by default exists, in addition to the page's icons", async ({
  page,
}) => {
  const icon = await page.request.get("/favicon.ico");
  expect([icon.status(), icon.headers()["content-type"]]).toEqual([200, "image/x-icon"]);
  await page.goto("/sign-in");
  for (const link of await page.locator('link[rel="icon"]').all())
    expect((await page.request.get((await link.getAttribute("href")) ?? "")).status()).toBe(200);
});

test("nobody writes into the log by next-auth's own route, and a parameter given twice is refused", async ({
  request,
}) => {
  const line = { level: "error", code: "ADMIN_PASSWORD_CHANGED", message: "x" };
  expect((await request.post("/api/auth/_log", { data: line })).status()).toBe(404);
  const twice = {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    data: "callbackUrl=a&callbackUrl=b",
  };
  expect((await request.post("/api/auth/signout", twice)).status()).toBe(400);
  expect((await request.get("/api/auth/signin?callbackUrl=a&callbackUrl=b")).status()).toBe(400);
});

test("health responds ok once everything is ready", { tag: "@journey" }, async ({ request }) => {
  const response = await request.get("/health");
  expect(response.status()).toBe(200);
  expect(await response.json()).toEqual({ status: "ok" });
});
