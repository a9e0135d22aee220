import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { expect } from "@playwright/test";
import type { Product } from "@/e2e/support/product";
import { signIn } from "@/e2e/support/ready";
import { pane, refusal, rows } from "@/e2e/support/screen";
import { test } from "@/e2e/support/session";

test.describe("first load", () => {
  /** Of which about 143 kB are React's and Next's. */
  const BYTES_MAX = 250_000;

  /** The scripts that a page itself names, which every reader loads. Those for old browsers (`nomodule`) are not counted. */
  const SCRIPT = /<script\b(?![^>]*\bnomodule\b)[^>]*\ssrc="([^"]+)"/gi;

  test("the inbox loads at most 250 kB of scripts at first, compressed", { tag: "@journey" }, async ({
    request,
  }) => {
    await signIn(request);
    const page = await (await request.get("/inbox?view=all")).text();
    const sources = new Set([...page.matchAll(SCRIPT)].flatMap(([, source]) => source ?? []));
    expect(sources.size).toBeGreaterThan(5);
    const sizes = await Promise.all(
      [...sources].map(async (source) => ({
        source,
        bytes: gzipSync(await (await request.get(source)).body()).length,
      })),
    );
    const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 6);
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(total, `largest: ${JSON.stringify(largest, null, 2)}`).toBeLessThanOrEqual(BYTES_MAX);
  });
});

test("the inbox does not get the messages of an inbox's settings, which do", { tag: "@journey" }, async ({
  request,
}) => {
  await signIn(request);
  const nothing = "Nothing to check in this channel.";
  expect(await (await request.get("/inbox?view=all")).text()).not.toContain(nothing);
  expect(await (await request.get("/settings/inboxes")).text()).toContain(nothing);
});

test.describe("maintenance", () => {
  const TEXT = "We are moving to larger servers until 04:00 UTC.";

  /** Runs the operator's program beside the running product. */
  const maintenance = ({ dataDir }: Product, ...given: string[]) =>
    execFileSync(process.execPath, ["--import", "tsx", "server/setup/cli/maintenance.ts", ...given], {
      env: { PATH: process.env["PATH"], NODE_ENV: "production", DATA_DIR: dataDir, LOG_LEVEL: "silent" },
    });

  test.afterEach(({ demo }) => void maintenance(demo, "off"));

  test("during maintenance members sign in and read below a banner, and a change says why it is refused", async ({
    demo,
    page,
  }) => {
    maintenance(demo, "on", TEXT);
    const isOn = async () => {
      const answer = await page.request.post("/v1/receipts", { data: {} });
      return answer.status();
    };
    await expect.poll(isOn).toBe(503);
    expect((await signIn(page.request)).status()).toBe(200);
    await page.goto("/inbox");
    const banner = page.getByRole("complementary", { name: "Maintenance" });
    await expect(banner).toContainText(`${TEXT} · You can read, but not change anything.`);
    await rows(page).first().click();
    await expect(pane(page).locator("header")).toBeVisible();
    await page.keyboard.press("e");
    await expect(refusal(page)).toContainText("Maintenance is under way.");

    maintenance(demo, "off");
    await expect.poll(isOn).toBe(401);
    await page.reload();
    await expect(pane(page).locator("header")).toBeVisible();
    await expect(banner).toHaveCount(0);
  });
});
