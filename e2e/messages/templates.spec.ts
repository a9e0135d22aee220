import { createHmac, randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { violationsInBothSchemes } from "@/e2e/support/axe";
import { API_TOKEN } from "@/e2e/support/environment";
import { message, tick } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";
import { openGraphApi } from "@/test/support/clients/graph-api";

const APP_SECRET = "app-secret";

/** An inbox of WhatsApp on a stand-in of Meta, with a customer who has not written yet. */
async function beginWhatsapp(origin: string) {
  const graph = await openGraphApi("graph-token");
  const mark = randomUUID().slice(0, 8);
  const post = async (path: string, body: object) => {
    const response = await fetch(`${origin}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${API_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const number = String(Date.now());
  const settings = {
    phoneNumberId: number,
    businessAccountId: "900000001",
    accessToken: "graph-token",
    appSecret: APP_SECRET,
    verifyToken: "chosen-by-acme",
    graphUrl: graph.url,
  };
  const inbox = await post("/v1/inboxes", { name: `WhatsApp ${mark}`, channel: "whatsapp", settings });
  const customer = `Bea ${mark}`;
  const from = `1555${number.slice(-7)}`;
  const contact = await post("/v1/contacts", { name: customer, inboxId: inbox.id, sourceId: from });
  const { displayId } = await post("/v1/conversations", { inboxId: inbox.id, contactId: contact.id });
  /** The customer writes. */
  const receive = async (text: string) => {
    const value = {
      messaging_product: "whatsapp",
      metadata: { phone_number_id: number, display_phone_number: "15550100" },
      messages: [
        {
          from,
          id: `wamid.${mark}`,
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: "text",
          text: { body: text },
        },
      ],
    };
    const body = JSON.stringify({ entry: [{ id: "900000001", changes: [{ field: "messages", value }] }] });
    const signature = createHmac("sha256", APP_SECRET).update(body).digest("hex");
    const answer = await fetch(`${origin}/channels/whatsapp/${inbox.identifier}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` },
      body,
    });
    expect(answer.status).toBe(200);
  };
  return { graph, inboxId: inbox.id, customer, displayId, receive };
}

test("a customer who cannot be written to freely gets a template, by keyboard; once they answer, free text goes", async ({
  openWindow,
  origin,
}) => {
  const { graph, inboxId, customer, displayId, receive } = await beginWhatsapp(origin);
  const page = await openWindow(`/inbox?view=all&inbox=${inboxId}&c=${displayId}`);
  const field = page.getByRole("textbox", { name: `Reply to ${customer}` });
  await expect(page.getByText("The customer hasn't written yet.")).toBeVisible();
  await expect(field).toHaveAttribute("readonly", "");

  await page.getByRole("button", { name: "Send a template instead" }).press("Enter");
  const picker = page.getByRole("dialog");
  await expect(picker.getByRole("combobox", { name: "Search templates" })).toBeFocused();
  await page.keyboard.type("ready");
  await expect(picker.getByRole("option")).toHaveCount(1);
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(picker.getByRole("textbox", { name: "Text: {{1}}" })).toBeFocused();
  await page.keyboard.type("Bea");
  await page.keyboard.press("Tab");
  await page.keyboard.type("A-17");
  await expect(picker.getByRole("region", { name: "Preview" })).toContainText(
    "Hi Bea, your order A-17 is ready.",
  );
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(picker).toBeHidden();
  await expect(message(page, "Hi Bea, your order A-17 is ready.")).toBeVisible();
  await expect(tick(page, "Hi Bea, your order A-17 is ready.", "Sent")).toBeVisible();
  expect(graph.sent.map(({ json }) => json.template.name)).toEqual(["order_ready"]);

  await receive("Thanks!");
  await expect(page.getByText(/You can write freely until/)).toBeVisible();
  // A message that arrives while the page is open counts as seen a second later only.
  await page.reload();
  await field.fill("You're welcome");
  await page.keyboard.press("Control+Enter");
  await expect(tick(page, "You're welcome", "Sent")).toBeVisible();
  await graph.close();
});
