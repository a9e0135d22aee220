import { createHmac, randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { violationsInBothSchemes } from "@/e2e/support/axe";
import { API_TOKEN } from "@/e2e/support/environment";
import { test } from "@/e2e/support/windows";
import { openGraphApi } from "@/test/support/clients/graph-api";

const APP_SECRET = "app-secret";
const ACCOUNT_ID = "900000001";

/** An inbox of WhatsApp on a stand-in of Meta, whose number customers report. `hook`: a change, as Meta posts it. */
async function openWhatsapp(origin: string) {
  const graph = await openGraphApi("graph-token");
  graph.number.quality_rating = "YELLOW";
  const number = String(Date.now());
  const response = await fetch(`${origin}/v1/inboxes`, {
    method: "POST",
    headers: { authorization: `Bearer ${API_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({
      name: `WhatsApp ${randomUUID().slice(0, 8)}`,
      channel: "whatsapp",
      settings: {
        phoneNumberId: number,
        businessAccountId: ACCOUNT_ID,
        accessToken: "graph-token",
        appSecret: APP_SECRET,
        verifyToken: "chosen-by-acme",
        graphUrl: graph.url,
      },
    }),
  });
  const inbox = await response.json();
  const hook = async (field: string, value: object) => {
    const time = Math.floor(Date.now() / 1_000);
    const body = JSON.stringify({ entry: [{ id: ACCOUNT_ID, time, changes: [{ field, value }] }] });
    const signature = createHmac("sha256", APP_SECRET).update(body).digest("hex");
    const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
    const url = `${origin}/channels/whatsapp/${inbox.identifier}`;
    expect((await fetch(url, { method: "POST", headers, body })).status).toBe(200);
  };
  return { graph, inbox, hook };
}

test("an inbox of WhatsApp shows its number's health, Meta's reports and unknown numbers, in English and Chinese", async ({
  openWindow,
  origin,
}) => {
  const { graph, inbox, hook } = await openWhatsapp(origin);
  const path = `/settings/inboxes/${inbox.id}/connect`;
  const page = await openWindow(path);
  const health = page.getByRole("list", { name: "What WhatsApp says of this number" });
  await expect(health).toContainText("+1 555-0100, shown to customers as “Acme”");
  await expect(health).toContainText("Quality: medium.");
  await expect(health).toContainText("Templates can reach 2,000 customers in 24 hours.");
  graph.number.quality_rating = "RED";
  await hook("account_update", {
    event: "DISABLED_UPDATE",
    ban_info: { waba_ban_state: "SCHEDULE_FOR_DISABLE", waba_ban_date: "April 17, 2026" },
  });
  await hook("messages", {
    metadata: { phone_number_id: "77700077700", display_phone_number: "15550199" },
    statuses: [],
  });
  await expect(health).toContainText("Quality: low.");
  await expect(health).toContainText("WhatsApp is going to disable the account.");
  await expect(health).toContainText("1 webhook was about 15550199 (phone number ID 77700077700)");
  expect(await violationsInBothSchemes(page)).toEqual([]);

  const chinese = await openWindow(path, { locale: "zh-CN" });
  await expect(chinese.getByRole("list", { name: "WhatsApp 对此号码的评价" })).toContainText("质量评级：低");
  const folder = process.env["TEST_SHOTS"];
  if (folder)
    for (const [language, one] of [
      ["en", page],
      ["zh", chinese],
    ] as const)
      for (const colorScheme of ["light", "dark"] as const)
        for (const [width, height] of [
          [1440, 900],
          [390, 844],
        ] as const) {
          await one.emulateMedia({ colorScheme });
          await one.setViewportSize({ width, height });
          await one.screenshot({ path: `${folder}/health-${language}-${colorScheme}-${width}.png` });
        }
  await graph.close();
});
