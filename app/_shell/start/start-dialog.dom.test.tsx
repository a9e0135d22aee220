import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { contact, inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "@/test/support/dom/network";
import { choose, openPage } from "@/test/support/dom/page";
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
  expect(dialog.getByRole<HTMLTextAreaElement>("textbox", { name: "First message" }).value).toBe("Hello");
  expect(inputsOf("contacts.create")).toEqual([{ name: "Zoltan", email: "li.wen@example.com", phone: null }]);
  expect(inputsOf("conversations.start")).toEqual([]);
});
