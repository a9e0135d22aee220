import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { matching } from "@/app/_shared/template/template-list";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ChannelTemplate } from "@/server/contract/channel/template-text";
import { inbox, message } from "@/server/contract/event/sample-dtos";
import { composerRow, openComposer } from "@/test/support/dom/composer";
import type { Answers } from "@/test/support/dom/network";

const READY: ChannelTemplate = {
  name: "order_ready",
  language: "en",
  status: "APPROVED",
  category: "UTILITY",
  header: { format: "text", text: "Order {{1}}" },
  text: "Hi {{1}}, come by {{2}}.",
  footer: "Acme",
  buttons: [{ type: "URL", text: "Track", url: "https://shop.test/{{1}}", value: "required" }],
  parameters: { header: ["1"], body: ["1", "2"], buttons: ["Track"] },
};
const HOLIDAY: ChannelTemplate = {
  name: "holiday",
  language: "pt_BR",
  status: "APPROVED",
  category: "MARKETING",
  text: "Boas festas!",
  parameters: { header: [], body: [], buttons: [] },
};

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

const openWhatsapp = (closesAt: string | null, more: Answers = {}) => {
  const page = openComposer({
    "inboxes.list": () => [{ ...inbox, id: 1, name: "WhatsApp", channel: "whatsapp" }],
    "templates.window": () => ({ closesAt }),
    "templates.list": () => [READY, HOLIDAY],
    "templates.send": () => ({ message, conversation: composerRow.conversation }) as never,
    ...more,
  });
  const field = () => screen.getByRole("textbox", { name: /^Reply to/ });
  return { ...page, field, sent: () => page.inputsOf("templates.send") };
};
const openPicker = async (page: ReturnType<typeof openWhatsapp>, name: string) => {
  await page.user.click(await screen.findByRole("button", { name }));
  return within(await screen.findByRole("dialog"));
};

test("an open window is counted down, and free text goes", async () => {
  const page = openWhatsapp(inHours(2.5));
  expect(await screen.findByText(/You can write freely until .* \(2 h \d+ min left\)\./)).toBeTruthy();
  await page.user.type(page.field(), "Hello");
  expect(page.field()).toHaveProperty("value", "Hello");
  expect(screen.getByRole("button", { name: /^Send/ })).toHaveProperty("disabled", false);
});

test.each([
  [inHours(-1), /The 24-hour window closed at/],
  [null, /The customer hasn't written yet/],
])(
  "a window that is not open takes no text, with the reason, and a note still goes",
  async (closesAt, reason) => {
    const page = openWhatsapp(closesAt);
    const why = await screen.findByText(reason);
    expect(page.field()).toHaveProperty("readOnly", true);
    expect(page.field().getAttribute("aria-describedby")).toBe(why.id);
    expect(screen.queryByRole("button", { name: /^Send( Ctrl.*)?$/ })).toBeNull();
    await page.user.click(screen.getByRole("button", { name: "Note" }));
    expect(screen.queryByText(reason)).toBeNull();
    await page.user.type(screen.getByRole("textbox", { name: /note/i }), "Call them");
    expect(screen.getByRole("button", { name: /^Add note/ })).toHaveProperty("disabled", false);
  },
);

test("a template is found, filled in with a preview and sent, by keyboard", async () => {
  const page = openWhatsapp(inHours(-1));
  const picker = await openPicker(page, "Send a template instead");
  const search = await picker.findByRole("combobox", { name: "Search templates" });
  await page.user.type(search, "order come{Enter}");
  const preview = within(await picker.findByRole("region", { name: "Preview" }));
  expect(preview.getAllByText("{{1}}")).toHaveLength(2); // of the header and the text
  for (const [label, value] of [
    ["Header: {{1}}", "A-17"],
    ["Text: {{1}}", "Bea"],
    ["Text: {{2}}", "today"],
    ["Button “Track”", "a17"],
  ])
    await page.user.type(picker.getByRole("textbox", { name: label ?? "" }), value ?? "");
  expect(preview.getByText(/Order A-17\s+Hi Bea, come by today\.\s+Acme/)).toBeTruthy();
  await page.user.keyboard("{Enter}");
  await expect.poll(page.sent).toMatchObject([
    {
      displayId: 7,
      channelTemplate: {
        name: "order_ready",
        language: "en",
        parameters: { header: ["A-17"], body: ["Bea", "today"], buttons: ["a17"] },
      },
    },
  ]);
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
});

test("what the server refuses stays to be changed, and a repetition is the same message", async () => {
  let tries = 0;
  const page = openWhatsapp(inHours(2), {
    "templates.send": () => {
      if (tries++ === 0) throw new Refusal("channel.unreachable", { detail: "1 Down." });
      return { message, conversation: composerRow.conversation } as never;
    },
  });
  const picker = await openPicker(page, "Use a template");
  await page.user.click(await picker.findByRole("option", { name: /holiday/ }));
  await page.user.click(await picker.findByRole("button", { name: "Send template" }));
  expect((await picker.findByRole("alert")).textContent).toContain("1 Down.");
  await page.user.click(picker.getByRole("button", { name: "Send template" }));
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  const [first, second] = page.sent() as { clientId: string }[];
  expect(second?.clientId).toBe(first?.clientId);
});

test("a template that cannot be sent from here says why, and is not chosen; a list of products has a field of its own", async () => {
  const plain = { ...HOLIDAY, language: "en" };
  const page = openWhatsapp(inHours(-1), {
    "templates.list": () => [
      { ...plain, name: "cards", unsendable: "carousel" },
      {
        ...plain,
        name: "items",
        buttons: [{ type: "MPM", text: "View", value: "required" }],
        parameters: { header: [], body: [], buttons: ["View"] },
      },
    ],
  });
  const picker = await openPicker(page, "Send a template instead");
  const cards = await picker.findByRole("option", { name: /cards.*it has a carousel/ });
  expect(cards.getAttribute("aria-disabled")).toBe("true");
  await page.user.click(cards);
  expect(picker.getByRole("listbox")).toBeTruthy();
  await page.user.click(picker.getByRole("option", { name: /items/ }));
  const dialog = within(await screen.findByRole("dialog"));
  await page.user.type(dialog.getByRole("textbox", { name: /Products of “View”/ }), "sku-1, sku-2");
  await page.user.click(dialog.getByRole("button", { name: "Send template" }));
  expect(page.sent()).toMatchObject([
    { channelTemplate: { name: "items", parameters: { buttons: ["sku-1, sku-2"] } } },
  ]);
});

test("templates that cannot be read are an error with the provider's words, and are read again", async () => {
  let isDown = true;
  const page = openWhatsapp(inHours(-1), {
    "templates.list": () => {
      if (isDown) throw new Refusal("channel.unreachable", { detail: "190 Expired." });
      return [];
    },
  });
  const picker = await openPicker(page, "Send a template instead");
  expect((await picker.findByRole("alert")).textContent).toContain("190 Expired.");
  isDown = false;
  await page.user.click(picker.getByRole("button", { name: "Try again" }));
  expect(await picker.findByText(/no approved template/)).toBeTruthy();
});

test("other channels have no window", async () => {
  const page = openComposer({});
  await page.user.type(screen.getByRole("textbox", { name: /^Reply to/ }), "Hello");
  expect(page.inputsOf("templates.window")).toEqual([]);
  expect(screen.queryByRole("button", { name: "Use a template" })).toBeNull();
});

test.each([
  ["order ready", null, ["order_ready"]],
  ["BOAS", null, ["holiday"]],
  ["", "pt_BR", ["holiday"]],
  ["order", "pt_BR", []],
  ["", null, ["order_ready", "holiday"]],
])("templates that match %j in the language %j", (query, language, names) => {
  expect(matching([READY, HOLIDAY], { query, language }).map(({ name }) => name)).toEqual(names);
});
