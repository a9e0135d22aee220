import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { contact } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import NewContactDialog from "./new-contact-dialog";

test("an address that is taken is marked, and leads to the contact that has it", async () => {
  const { user, inputsOf } = openPage(<NewContactDialog onClose={() => {}} />, {
    path: "/contacts",
    answers: {
      "companies.list": () => ({ data: [], nextCursor: null }) as never,
      "companies.suggest": () => null,
      "contacts.create": () => {
        throw new Refusal("contact.taken", { field: "email" });
      },
      "contacts.findBy": () => contact,
    },
  });
  const dialog = within(await screen.findByRole("dialog", { name: "New contact" }));
  await user.type(dialog.getByRole("textbox", { name: "Name" }), " Somebody else ");
  await user.type(dialog.getByRole("textbox", { name: "Email" }), "li.wen@example.com");
  await user.click(dialog.getByRole("button", { name: "Create contact" }));
  await user.click(await dialog.findByRole("link", { name: `Open ${contact.name}` }));
  expect(dialog.getByRole("textbox", { name: "Email" }).getAttribute("aria-invalid")).toBe("true");
  expect(location.pathname + location.search).toContain(String(contact.id));
  const nothing = { phone: null, identifier: null, companyId: null };
  const asked = { name: "Somebody else", email: "li.wen@example.com", ...nothing };
  expect(inputsOf("contacts.create")).toEqual([asked]);
  expect(inputsOf("contacts.findBy")).toEqual([{ email: "li.wen@example.com" }]);
});
