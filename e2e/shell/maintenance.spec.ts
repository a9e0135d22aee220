import { execFileSync } from "node:child_process";
import { expect } from "@playwright/test";
import type { Product } from "@/e2e/support/product";
import { signIn } from "@/e2e/support/requests";
import { pane, refusal, rows } from "@/e2e/support/screen";
import { test } from "@/e2e/support/session";

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
