import { screen, within } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { contact, inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "@/test/support/dom/network";
import { choose, openPage } from "@/test/support/dom/page";
import { aConversation } from "@/test/support/scenes/dtos";
import StartDialog from "./start-dialog";

const answers: Answers = {
  "inboxes.list": () => [inbox, { ...inbox, id: 2, name: "WhatsApp" }],
  "contacts.list": () => ({ data: [contact], nextCursor: null, asOf: "0" }),
  search: () => ({ contacts: [], conversations: [], messages: [] }) as never,
  "files.limits": () => ({ bytesMax: 1, perMessage: 1 }),
  "me.get": () => ({ undoSendSeconds: 8 }) as never,
};

test("an email of another customer is refused at the field, and what is written stays", async () => {
  const page = openPage(<StartDialog onClose={() => {}} />, {
    answers: {
      ...answers,
      "contacts.create": () => {
        throw new Refusal("contact.taken", { field: "email" });
      },
    },
  });
  const { user, inputsOf } = page;
  const dialog = within(await screen.findByRole("dialog", { name: "New conversation" }));
  await user.type(dialog.getByRole("searchbox", { name: "Customer" }), "Zoltan");
  await user.click(dialog.getByRole("button", { name: "New customer “Zoltan”" }));
  await user.type(dialog.getByRole("textbox", { name: "Email" }), "li.wen@example.com");
  await user.type(dialog.getByRole("textbox", { name: "First message" }), "Hello");
  await choose(page, dialog.getByRole("combobox", { name: "Inbox" }), "WhatsApp");
  await user.click(dialog.getByRole("button", { name: /^Send/ }));
  expect(await dialog.findByText("Another contact already uses this.", { exact: false })).toBeTruthy();
  const isInvalid = (name: string) => dialog.getByRole("textbox", { name }).getAttribute("aria-invalid");
  expect([isInvalid("Email"), isInvalid("Phone")]).toEqual(["true", "false"]);
  expect(dialog.getByRole<HTMLTextAreaElement>("textbox", { name: "First message" }).value).toBe("Hello");
  expect(inputsOf("contacts.create")).toMatchObject([
    { name: "Zoltan", email: "li.wen@example.com", phone: null },
  ]);
  expect(inputsOf("conversations.start")).toEqual([]);
});

/** Opens the dialog for a known customer, and writes the first message. */
async function write(more: Answers) {
  const page = openPage(<StartDialog contact={contact} onClose={() => {}} onStarted={() => {}} />, {
    answers: {
      ...answers,
      "conversations.list": () => ({ data: [], nextCursor: null, asOf: "0" }) as never,
      ...more,
    },
  });
  const dialog = within(await screen.findByRole("dialog", { name: "New conversation" }));
  await page.user.type(dialog.getByRole("textbox", { name: "First message" }), "Hello");
  return { ...page, send: dialog.getByRole("button", { name: /^Send/ }) };
}

test("a double click on Send begins one conversation", async () => {
  const { user, inputsOf, send } = await write({
    "conversations.start": () => ({ conversation: aConversation({ id: 7 }) }) as never,
  });
  await user.dblClick(send);
  await expect.poll(() => inputsOf("conversations.start").length).toBeGreaterThan(0);
  expect(inputsOf("conversations.start")).toHaveLength(1);
});

test("a first message whose answer was lost is sent again as the same one", async () => {
  let isLost = true;
  const { user, inputsOf, send } = await write({
    "conversations.start": () => {
      if (isLost) throw new Error("no answer");
      return { conversation: aConversation({ id: 7 }) } as never;
    },
  });
  await user.click(send);
  await screen.findByRole("alert");
  isLost = false;
  await user.click(send);
  await expect.poll(() => inputsOf("conversations.start")).toHaveLength(2);
  const ids = inputsOf("conversations.start").map((input) => (input as { clientId?: string }).clientId);
  expect(ids).toEqual([expect.any(String), ids[0]]);
});

test("the inbox that stands in the dialog when its writer begins to write stays", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const row = { conversation: aConversation({ id: 7, inboxId: 2 }), contact };
  const { user, inputsOf, settled } = openPage(<StartDialog onClose={() => {}} onStarted={() => {}} />, {
    answers: {
      ...answers,
      "conversations.list": async () => {
        await answered;
        return { data: [row], nextCursor: null, asOf: "0" } as never;
      },
      "conversations.start": () => row as never,
    },
  });
  await user.click(await screen.findByRole("button", { name: new RegExp(contact.name) }));
  const shown = screen.getByRole("combobox", { name: "Inbox" });
  await expect.poll(() => shown.textContent).toBe(inbox.name);
  await user.type(screen.getByRole("textbox", { name: "First message" }), "Hello");
  answer();
  await settled();
  expect(shown.textContent).toBe(inbox.name);
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("conversations.start")).toMatchObject([{ inboxId: inbox.id }]);
});

/** The dialog as a page shows it: closed, it is gone. */
function Closable({ opened }: { opened: number[] }) {
  const [isOpen, setOpen] = useState(true);
  if (!isOpen) return "Closed";
  return (
    <StartDialog contact={contact} onClose={() => setOpen(false)} onStarted={({ id }) => opened.push(id)} />
  );
}

test("a conversation whose dialog is closed while it starts does not open over what its writer reads by then", async () => {
  let answer = () => {};
  const opened: number[] = [];
  const { user, inputsOf, settled } = openPage(<Closable opened={opened} />, {
    answers: {
      ...answers,
      "conversations.list": () => ({ data: [], nextCursor: null, asOf: "0" }) as never,
      "conversations.start": async () => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return { conversation: aConversation({ id: 7 }) } as never;
      },
    },
  });
  await user.type(await screen.findByRole("textbox", { name: "First message" }), "Hello");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("conversations.start")).toHaveLength(1);
  await user.keyboard("{Escape}");
  answer();
  await expect.poll(() => localStorage.getItem("tickline-inbox-used")).not.toBeNull();
  await settled();
  expect(opened).toEqual([]);
});
