import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { API_TOKEN } from "@/e2e/support/environment";
import { test } from "@/e2e/support/windows";
import { acceptChange } from "@/test/support/clients/evolution-changes";
import { evolutionFault, openEvolutionServer } from "@/test/support/clients/evolution-server";

const KEY = "the-servers-own-key";
const CUSTOMER_JID = "15550001@s.whatsapp.net";

const thread = (page: Page) => page.getByRole("region", { name: /^Messages with/ });
const menuOf = (page: Page, text: string) =>
  thread(page)
    .locator("[data-message-id]")
    .filter({ hasText: text })
    .getByRole("button", { name: "Message actions" });

/** An inbox on a stand-in of Evolution API, to which a customer has written. */
async function openEvolution(origin: string) {
  const server = await openEvolutionServer(KEY);
  const instance = `shop-${randomUUID().slice(0, 8)}`;
  const customer = `Noor ${instance}`;
  const { webhook } = server.add(instance);
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${API_TOKEN}`, "content-type": "application/json" };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${origin}${path}`, init);
    expect(response.ok, path).toBe(true);
    return response.json();
  };
  const settings = { url: server.url, apiKey: KEY, instance, webhookBaseUrl: origin };
  const inbox = await call("POST", "/v1/inboxes", { name: instance, channel: "evolution", settings });
  await expect.poll(() => server.instance(instance).webhook).not.toBe(webhook);
  await server.post(instance, "messages.upsert", {
    key: { id: `hello-${instance}`, remoteJid: CUSTOMER_JID, fromMe: false },
    pushName: customer,
    message: { conversation: "Where is my parcel?" },
    messageType: "conversation",
    messageTimestamp: Math.floor(Date.now() / 1_000),
    MessageUpdate: [],
  });
  const conversations = async () => (await call("GET", `/v1/conversations?inboxId=${inbox.id}`)).data;
  await expect.poll(async () => (await conversations()).length).toBe(1);
  const [{ displayId }] = await conversations();
  return { server, inboxId: inbox.id, displayId, customer };
}

test("an agent's edit and deletion are made on WhatsApp, and one that fails shows its reason", async ({
  openWindow,
  origin,
}) => {
  const { server, inboxId, displayId } = await openEvolution(origin);
  const page = await openWindow(`/inbox?view=all&inbox=${inboxId}&c=${displayId}`);
  const send = async (text: string) => {
    await page.getByRole("textbox", { name: /^Reply to/ }).fill(text);
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect.poll(() => server.sent.some(({ json }) => json.text === text)).toBe(true);
    await expect(thread(page).getByText(text)).toBeVisible();
  };
  const edit = async (from: string, to: string) => {
    await menuOf(page, from).press("Enter");
    await page.getByRole("menuitem", { name: "Edit" }).press("Enter");
    await expect(page.getByText("Already sent. The text is changed on WhatsApp too.")).toBeVisible();
    await page.getByRole("textbox", { name: "Message text" }).fill(to);
    await page.keyboard.press("ControlOrMeta+Enter");
  };
  const made = () => server.changes.map(({ action, json }) => [action, json.text ?? null]);

  await send("It comes on Mnday.");
  await edit("It comes on Mnday.", "It comes on Monday.");
  await expect.poll(made).toEqual([["edit", "It comes on Monday."]]);
  await expect(thread(page).getByRole("button", { name: "edited · changed on WhatsApp" })).toBeVisible();

  server.onChange = evolutionFault(400, "Message not compatible");
  await edit("It comes on Monday.", "It comes on Tuesday.");
  await expect(thread(page).getByRole("button", { name: "edited · not delivered" })).toBeVisible();
  await thread(page).getByRole("button", { name: "edited · not delivered" }).press("Enter");
  const before = page.getByRole("dialog", { name: "Previous versions" });
  await expect(before).toContainText("The customer still has the message as it was.");
  await expect(before).toContainText("Reason: “Message not compatible”");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");

  await menuOf(page, "It comes on Tuesday.").press("Enter");
  await page.getByRole("menuitem", { name: /^Delete/ }).press("Enter");
  await expect(thread(page).getByText("being deleted on WhatsApp")).toBeVisible();
  await thread(page)
    .getByRole("button", { name: "not deleted on WhatsApp, the customer still has it" })
    .press("Enter", { timeout: 30_000 });
  const why = page.getByRole("dialog", { name: "Why it wasn't deleted on WhatsApp" });
  await expect(why).toContainText("Reason: “Message not compatible”");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");

  server.onChange = acceptChange;
  await send("Sorry, wrong customer.");
  await menuOf(page, "Sorry, wrong customer.").press("Enter");
  await page.getByRole("menuitem", { name: /^Delete/ }).press("Enter");
  await expect(thread(page).getByText("· deleted on WhatsApp")).toBeVisible({ timeout: 30_000 });
  expect(made().map(([action]) => action)).toEqual(["edit", "edit", "delete", "delete"]);
  await server.close();
});
