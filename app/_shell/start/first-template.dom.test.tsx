import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { contact, inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { aConversation } from "@/test/support/scenes/dtos";
import StartDialog from "./start-dialog";

const READY = {
  name: "order_ready",
  language: "en",
  status: "APPROVED",
  category: "UTILITY",
  text: "Hi {{1}}.",
  parameters: { header: [], body: ["1"], buttons: [] },
};
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Opens the dialog in an inbox of WhatsApp, for this contact or for one to be chosen. */
async function open(answers: Answers, to: ContactDto | null = contact) {
  const page = openPage(
    <StartDialog {...(to && { contact: to })} onClose={() => {}} onStarted={() => {}} />,
    {
      answers: {
        "inboxes.list": () => [{ ...inbox, name: "WhatsApp", channel: "whatsapp" }],
        "contacts.list": () => ({ data: [], nextCursor: null, asOf: "0" }),
        search: () => ({ contacts: [], conversations: [], messages: [] }) as never,
        "files.limits": () => ({ bytesMax: 1, perMessage: 1 }),
        "me.get": () => ({ undoSendSeconds: 0 }) as never,
        "conversations.list": () => ({ data: [], nextCursor: null, asOf: "0" }) as never,
        "conversations.start": () => ({ conversation: aConversation({ id: 7 }) }) as never,
        "templates.ofInbox": () => [READY],
        ...answers,
      },
    },
  );
  const dialog = within(await screen.findByRole("dialog", { name: "New conversation" }));
  return { ...page, dialog, started: () => page.inputsOf("conversations.start") };
}

/** Chooses the only template, fills it in and sends it. */
async function sendTemplate({ user }: { user: Awaited<ReturnType<typeof open>>["user"] }) {
  const search = await screen.findByRole("combobox", { name: "Search templates" });
  await user.type(search, "order{Enter}");
  await user.type(await screen.findByRole("textbox", { name: "Text: {{1}}" }), "Bea");
  await user.click(screen.getByRole("button", { name: "Send template" }));
}
const sentTemplate = {
  channelTemplate: {
    name: "order_ready",
    language: "en",
    parameters: { header: [], body: ["Bea"], buttons: [] },
  },
};

test("where only a template goes now, the reason is shown, and the conversation begins with one", async () => {
  const page = await open({
    "templates.reach": () => ({ isReachable: true, window: { closesAt: inHours(-1) } }),
  });
  expect(await page.dialog.findByText(/The 24-hour window closed at/)).toBeTruthy();
  expect(page.dialog.queryByRole("textbox", { name: "First message" })).toBeNull();
  await page.user.click(page.dialog.getByRole("button", { name: "Choose a template" }));
  await sendTemplate(page);
  await expect
    .poll(page.started)
    .toMatchObject([{ inboxId: inbox.id, contactId: contact.id, ...sentTemplate }]);
  expect(page.started()[0]).not.toHaveProperty("content");
});

test("while free text goes, a template can be chosen as well", async () => {
  const page = await open({
    "templates.reach": () => ({ isReachable: true, window: { closesAt: inHours(2.5) } }),
  });
  await page.user.type(page.dialog.getByRole("textbox", { name: "First message" }), "Hello");
  await page.user.click(await page.dialog.findByRole("button", { name: "Use a template" }));
  await sendTemplate(page);
  await expect.poll(page.started).toMatchObject([sentTemplate]);
});

test("a contact without a phone number is named before anything is sent", async () => {
  const page = await open(
    { "templates.reach": () => ({ isReachable: false, window: { closesAt: null } }) },
    { ...contact, phone: null },
  );
  expect(await page.dialog.findByText(/This customer has no phone number/)).toBeTruthy();
  expect(page.dialog.getByRole("button", { name: "Choose a template" })).toHaveProperty("disabled", true);
});

test("a new customer needs a phone number, and is made once, however often the template is refused", async () => {
  let isRefused = true;
  const page = await open(
    {
      "contacts.create": () => contact,
      "templates.reach": () => ({ isReachable: true, window: { closesAt: null } }),
      "conversations.start": () => {
        if (isRefused) throw new Refusal("channel.unreachable", { detail: "1 Down." });
        return { conversation: aConversation({ id: 7 }) } as never;
      },
    },
    null,
  );
  await page.user.type(page.dialog.getByRole("searchbox", { name: "Customer" }), "Bea");
  await page.user.click(page.dialog.getByRole("button", { name: "New customer “Bea”" }));
  const phone = page.dialog.getByRole("textbox", { name: "Phone" });
  expect(phone).toHaveProperty("required", true);
  expect(page.dialog.getByText(/The customer hasn't written yet/)).toBeTruthy();
  await page.user.type(phone, "+15550777");
  await page.user.click(page.dialog.getByRole("button", { name: "Choose a template" }));
  await sendTemplate(page);
  const template = within(await screen.findByRole("dialog", { name: "order_ready" }));
  expect((await template.findByRole("alert")).textContent).toContain("1 Down.");
  isRefused = false;
  await page.user.click(template.getByRole("button", { name: "Send template" }));
  await expect.poll(page.started).toHaveLength(2);
  expect(page.inputsOf("contacts.create")).toHaveLength(1);
});
