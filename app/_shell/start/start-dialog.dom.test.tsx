import { screen, within } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { contact, inbox } from "@/server/contract/event/sample-dtos";
import { later } from "@/test/support/dom/later";
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

/** A page on which the dialog is opened, and closed for something else. */
function Writing({ onStarted }: { onStarted: () => void }) {
  const [isOpen, setOpen] = useState(true);
  return isOpen ? (
    <StartDialog contact={contact} onClose={() => setOpen(false)} onStarted={onStarted} />
  ) : (
    <button type="button" onClick={() => setOpen(true)}>
      Write
    </button>
  );
}

test("a conversation that is answered after its dialog was closed takes its writer nowhere, and closes no later dialog", async () => {
  const answer = later<never>();
  const onStarted = vi.fn();
  const { user, settled } = openPage(<Writing onStarted={onStarted} />, {
    answers: {
      ...answers,
      "conversations.list": () => ({ data: [], nextCursor: null, asOf: "0" }) as never,
      "conversations.start": () => answer.promise,
    },
  });
  const field = async () =>
    within(await screen.findByRole("dialog", { name: "New conversation" })).getByRole<HTMLTextAreaElement>(
      "textbox",
      { name: "First message" },
    );
  await user.type(await field(), "Hello{Control>}{Enter}{/Control}{Escape}");
  await user.click(await screen.findByRole("button", { name: "Write" }));
  const second = await field();
  await user.type(second, "Another");
  answer.resolve({ conversation: aConversation({ id: 7 }) } as never);
  await expect.poll(() => localStorage.getItem("tickline-inbox-used")).not.toBeNull();
  await settled();
  expect(onStarted).not.toHaveBeenCalled();
  expect([(await field()) === second, second.value]).toEqual([true, "Another"]);
});
