import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { inbox, message } from "@/server/contract/event/sample-dtos";
import type { MailRecipients } from "@/server/queries/messages/mail-recipients";
import { composerRow, openComposers } from "@/test/support/dom/composer";
import type { Answers } from "@/test/support/dom/network";
import { notices } from "@/test/support/dom/page";

const one = (address: string, name = "") => ({ name, address });
const ADA = one("ada@mail.example", "Ada");
const BOB = one("bob@mail.example");

const RECIPIENTS: MailRecipients = {
  all: { to: [ADA], cc: [BOB] },
  sender: [ADA],
  own: ["help@shop.example"],
  isReceiveOnly: false,
};

const answers = (more: Answers = {}): Answers => ({
  "inboxes.list": () => [{ ...inbox, id: 1, name: "Help", channel: "email" }],
  "messages.mailRecipients": () => RECIPIENTS,
  "messages.send": () => ({ message, conversation: composerRow.conversation }) as never,
  ...more,
});

const openMail = (more?: Answers) => {
  const page = openComposers(answers(more), [7, 8]);
  const line = async () => within(await screen.findByRole("region", { name: "Recipients" }));
  return {
    ...page,
    line,
    unfold: async () =>
      page.user.click(await (await line()).findByRole("button", { name: /Change recipients/ })),
    write: (text: string) => page.user.type(screen.getByRole("textbox", { name: /^Reply to/ }), text),
    send: () => page.user.click(screen.getByRole("button", { name: /^Send/ })),
    sent: () => page.inputsOf("messages.send"),
  };
};

test("a reply goes to all by default, and says so", async () => {
  const { line, write, send, sent } = openMail();
  expect(
    await (await line()).findByRole("button", { name: /To Ada <ada@mail.example> and 1 more/ }),
  ).toBeTruthy();
  await write("Hello");
  await send();
  await expect.poll(sent).toMatchObject([{ content: "Hello", email: { to: [ADA], cc: [BOB], bcc: [] } }]);
});

test("recipients are typed, checked and removed by keyboard, and travel with the message", async () => {
  const { user, unfold, line, write, send, sent } = openMail();
  await unfold();
  const { getByRole, findByText, getByText } = await line();
  const cc = getByRole("textbox", { name: "Cc" });
  await user.type(cc, "nobody{Enter}");
  expect(await findByText("“nobody” is not an email address.")).toBeTruthy();
  await user.clear(cc);
  await user.type(cc, "Help@shop.example,");
  expect(getByText("Help@shop.example is one of your own addresses.")).toBeTruthy();
  await user.clear(cc);
  await user.type(cc, "ADA@mail.example;");
  expect(getByText("ADA@mail.example is already a recipient.")).toBeTruthy();
  await user.type(cc, "Cleo <cleo@mail.example>{Enter}");
  await user.type(getByRole("textbox", { name: "Bcc" }), "dan@mail.example{Enter}");
  await user.click(getByRole("button", { name: "Remove bob@mail.example" }));
  await write("Hello");
  await send();
  const cleo = one("cleo@mail.example", "Cleo");
  await expect
    .poll(sent)
    .toMatchObject([{ email: { to: [ADA], cc: [cleo], bcc: [one("dan@mail.example")] } }]);
  // The next reply has the recipients by default again.
  await write("Bye");
  await send();
  await expect.poll(() => sent()[1]).toMatchObject({ email: { to: [ADA], cc: [BOB], bcc: [] } });
});

test("a reply is not sent without an address that is to be corrected, by button, key or menu", async () => {
  const { user, unfold, line, write, send, sent, settled } = openMail();
  await unfold();
  const cc = (await line()).getByRole("textbox", { name: "Cc" });
  await user.type(cc, "cleo@mail");
  await write("Hello");
  await send();
  await user.type(screen.getByRole("textbox", { name: /^Reply to/ }), "{Control>}{Enter}{/Control}");
  await user.click(screen.getByRole("button", { name: "More send options" }));
  await user.click(await screen.findByRole("menuitem", { name: /^Send later/ }));
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(sent()).toEqual([]);
  expect(within(notices()).getByText("“cleo@mail” is not an email address.")).toBeTruthy();
  // Nor is it folded away.
  await user.click((await line()).getByRole("button", { name: /Change recipients/ }));
  await user.type((await line()).getByRole("textbox", { name: "Cc" }), ".example");
  await send();
  await expect.poll(sent).toMatchObject([{ email: { cc: [BOB, one("cleo@mail.example")] } }]);
});

test("an address that is to be corrected outlives a change to a note, a note that is sent, and another conversation", async () => {
  const { user, go, unfold, line, write, send, sent, inputsOf } = openMail({
    "messages.addNote": () => ({ message, conversation: composerRow.conversation }) as never,
  });
  const field = async (name: string) => (await line()).findByRole<HTMLInputElement>("textbox", { name });
  await unfold();
  await user.type(await field("Cc"), "cleo@mail");
  await user.type(await field("Bcc"), "dan@mail");
  const expectBoth = async () => {
    expect([(await field("Cc")).value, (await field("Bcc")).value]).toEqual(["cleo@mail", "dan@mail"]);
    expect((await line()).getByText("“cleo@mail” is not an email address.")).toBeTruthy();
  };
  await user.click(screen.getByRole("button", { name: "Note" }));
  await user.click(screen.getByRole("button", { name: "Reply" }));
  await expectBoth();
  await user.click(screen.getByRole("button", { name: "Note" }));
  await user.type(screen.getByRole("textbox", { name: /note/i }), "Call them{Control>}{Enter}{/Control}");
  await expect.poll(() => inputsOf("messages.addNote").length).toBe(1);
  await user.click(screen.getByRole("button", { name: "Reply" }));
  await expectBoth();
  await go(8);
  await (await line()).findByRole("button", { name: /To Ada/ });
  expect((await line()).queryByRole("textbox", { name: "Cc" })).toBeNull();
  await go(7);
  await expectBoth();
  await write("Hello");
  await send();
  await user.type(await field("Cc"), ".example");
  await user.clear(await field("Bcc"));
  await send();
  await expect.poll(sent).toMatchObject([{ email: { cc: [BOB, one("cleo@mail.example")], bcc: [] } }]);
});

test("a reply can go to the sender alone, and to all again", async () => {
  const { user, unfold, line, write, send, sent } = openMail();
  await unfold();
  await user.click((await line()).getByRole("button", { name: "Reply to sender only" }));
  await user.click((await line()).getByRole("button", { name: "Reply to all" }));
  await user.click((await line()).getByRole("button", { name: "Reply to sender only" }));
  await write("Hello");
  await send();
  await expect.poll(sent).toMatchObject([{ email: { to: [ADA], cc: [], bcc: [] } }]);
});

test("what is written above a forwarded email is not named a reply to the customer, who does not get it", async () => {
  const email = { to: [BOB], cc: [], bcc: [], forwards: 5 };
  openMail({
    "drafts.get": () => ({ kind: "message", content: "", email }) as never,
    "messages.forwardedText": () => ({ text: "It broke.", fileNames: [] }) as never,
  });
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", {
    name: "Text above the forwarded email",
  });
  expect(field.placeholder).not.toContain("Li Wen");
});

test("notes have no recipients", async () => {
  const { user, unfold, line } = openMail();
  await unfold();
  await user.type((await line()).getByRole("textbox", { name: "Cc" }), "cleo@mail.example{Enter}");
  await user.click(screen.getByRole("button", { name: "Note" }));
  expect(screen.queryByRole("region", { name: "Recipients" })).toBeNull();
});

test("what cannot be sent says why", async () => {
  const receiving = openMail({ "messages.mailRecipients": () => ({ ...RECIPIENTS, isReceiveOnly: true }) });
  expect(await (await receiving.line()).findByText(/only receives email/)).toBeTruthy();
  await receiving.write("Hello");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: /^Send/ }).disabled).toBe(true);
});

test("the recipients of a reply that is held return with its text", async () => {
  const { user, unfold, line, write, send, sent } = openMail({
    "messages.send": () => {
      throw new Refusal("message.unseen_newer", { field: "lastSeenNumber", detail: "2" });
    },
    "messages.list": () => ({ data: [], hasOlder: false, asOf: "0" }) as never,
  });
  await unfold();
  await user.type((await line()).getByRole("textbox", { name: "Cc" }), "cleo@mail.example{Enter}");
  await write("Hello");
  await send();
  await expect.poll(() => sent().length).toBe(1);
  expect(await (await line()).findByRole("button", { name: /To Ada .* and 2 more/ })).toBeTruthy();
});

test("chosen recipients stay in their conversation, however fast the reader goes to the next", async () => {
  const kept = new Map<number, unknown>();
  const other = {
    ...RECIPIENTS,
    all: { to: [one("eve@other.example")], cc: [] },
    sender: [one("eve@other.example")],
  };
  const { user, go, inputsOf } = openComposers(
    answers({
      "messages.mailRecipients": ({ displayId }) => (displayId === 7 ? RECIPIENTS : other),
      "drafts.keep": ({ displayId, draft }) => {
        kept.set(displayId, draft);
        return { isKept: true };
      },
      "drafts.get": ({ displayId }) => (kept.get(displayId) ?? null) as never,
    }),
    [7, 8],
  );
  const region = async () => within(await screen.findByRole("region", { name: "Recipients" }));
  await user.click(await (await region()).findByRole("button", { name: /Change recipients/ }));
  await user.type((await region()).getByRole("textbox", { name: "Cc" }), "cleo@mail.example{Enter}");
  await go(8);
  expect(await (await region()).findByRole("button", { name: /To eve@other.example/ })).toBeTruthy();
  expect(screen.queryByText(/cleo|ada@|bob@/)).toBeNull();
  await user.type(screen.getByRole("textbox", { name: /^Reply to/ }), "For Eve");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect
    .poll(() => inputsOf("messages.send"))
    .toMatchObject([{ displayId: 8, email: { to: [one("eve@other.example")], cc: [], bcc: [] } }]);
  await go(7);
  expect(
    await (await region()).findByRole("button", { name: /To Ada <ada@mail.example> and 2 more/ }),
  ).toBeTruthy();
});
