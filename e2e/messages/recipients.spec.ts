import { expect, type Page } from "@playwright/test";
import { API_TOKEN } from "@/e2e/support/environment";
import { signIn } from "@/e2e/support/ready";
import { openRow, rowOf } from "@/e2e/support/screen";
import { test } from "@/e2e/support/session";

const SECRET = "a secret of the webhook";
const headers = { authorization: `Bearer ${API_TOKEN}` };

/** An inbox of mails that are brought by webhook; its server for sending answers nothing. */
async function openInbox({
  request,
}: Page): Promise<{ bring: (mail: string[]) => Promise<void>; id: number }> {
  const made = await request.post("/v1/inboxes", {
    headers,
    data: {
      name: "Mails",
      channel: "email",
      settings: {
        address: "help@shop.example",
        inbound: "webhook",
        webhookSecret: SECRET,
        smtp: { host: "127.0.0.1", port: 1, tls: "none" },
      },
    },
  });
  const { id, identifier } = await made.json();
  const bring = async (mail: string[]) => {
    const answer = await request.post(`/channels/email/${identifier}`, {
      headers: { authorization: `Bearer ${SECRET}`, "content-type": "message/rfc822" },
      data: mail.join("\r\n"),
    });
    expect((await answer.json()).result).toBe("stored");
  };
  return { id, bring };
}

const region = (page: Page) => page.getByRole("region", { name: "Recipients" });
const unfold = (page: Page) => region(page).getByRole("button", { name: /Change recipients/ });

test("a reply to all with a typed copy is kept over a reload, and sent to exactly these", async ({
  page,
}) => {
  await signIn(page.request);
  const { bring, id } = await openInbox(page);
  await bring([
    "From: Ada Post <ada@mail.example>",
    "To: help@shop.example, bob@mail.example",
    "Subject: Order 7",
    "Message-ID: <recipients-1@mail.example>",
    "",
    "Where is it?",
  ]);
  await page.goto(`/inbox?view=all&inbox=${id}`);
  await expect(rowOf(page, "Ada Post")).toBeVisible();
  await openRow(page, "Ada Post");
  await expect(unfold(page)).toContainText("To Ada Post <ada@mail.example> and 1 more");
  await unfold(page).click();
  await region(page).getByRole("textbox", { name: "Cc", exact: true }).fill("cleo@mail.example");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Reply to Ada Post" }).fill("It left yesterday");
  await expect(unfold(page)).toContainText("and 2 more");

  await page.reload();
  await expect(unfold(page)).toContainText("and 2 more");
  await expect(page.getByRole("textbox", { name: "Reply to Ada Post" })).toHaveValue("It left yesterday");
  const sent = page.waitForResponse(/messages\.send/);
  await page.keyboard.press("r");
  await page.keyboard.press("Control+Enter");
  const { email } = (await (await sent).json())[0].result.data.json.message;
  expect(email.to.map((one: { address: string }) => one.address)).toEqual([
    "ada@mail.example",
    "bob@mail.example",
  ]);
  expect(email.cc).toEqual([{ name: "", address: "cleo@mail.example" }]);
  // The next reply begins with the recipients by default.
  await expect(unfold(page)).toContainText("and 1 more");
});
