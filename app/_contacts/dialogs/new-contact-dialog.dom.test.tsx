import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { contact } from "@/server/contract/event/sample-dtos";
import { isDisabled } from "@/test/support/dom/disabled";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import NewContactDialog, { draftFrom, isReach } from "./new-contact-dialog";

/** Opens the dialog over a server that does this with a new contact. */
async function openDialog(create: () => never, answers: Answers = {}) {
  const page = openPage(<NewContactDialog onClose={() => {}} />, {
    path: "/contacts",
    answers: {
      "companies.list": () => ({ data: [], nextCursor: null }) as never,
      "companies.suggest": () => null,
      "contacts.create": create,
      ...answers,
    },
  });
  return { ...page, dialog: within(await screen.findByRole("dialog", { name: "New contact" })) };
}

test("an address that is taken is marked, and leads to the contact that has it", async () => {
  const refuse = () => {
    throw new Refusal("contact.taken", { field: "email" });
  };
  const { user, inputsOf, dialog } = await openDialog(refuse, { "contacts.findBy": () => contact });
  await user.type(dialog.getByRole("textbox", { name: "Name" }), " Somebody else ");
  await user.type(dialog.getByRole("textbox", { name: "Email" }), "li.wen@example.com");
  await user.click(dialog.getByRole("button", { name: "Create contact" }));
  await user.click(await dialog.findByRole("link", { name: `Open ${contact.name}` }));
  expect(dialog.getByRole("textbox", { name: "Email" }).getAttribute("aria-invalid")).toBe("true");
  expect(location.pathname + location.search).toContain(String(contact.id));
  const nothing = { phone: null, identifier: null, companyId: null };
  const asked = { name: "Somebody else", email: "li.wen@example.com", ...nothing };
  expect(inputsOf("contacts.create")).toMatchObject([asked]);
  expect(inputsOf("contacts.findBy")).toEqual([{ email: "li.wen@example.com" }]);
});

test("the button pressed again after a lost answer names the same contact, and a changed one as another", async () => {
  const { user, inputsOf, dialog } = await openDialog(() => {
    throw new Error("no answer");
  });
  const name = dialog.getByRole("textbox", { name: "Name" });
  const press = async (times: number) => {
    await user.click(dialog.getByRole("button", { name: "Create contact" }));
    await expect.poll(() => inputsOf("contacts.create").length).toBe(times);
    await expect.poll(() => isDisabled(dialog.getByRole("button", { name: "Create contact" }))).toBe(false);
  };
  await user.type(name, "Zoë");
  await press(1);
  await press(2);
  await user.type(name, " Berg");
  await press(3);
  const [first, second, third] = (inputsOf("contacts.create") as { clientId: string }[]).map(
    (one) => one.clientId,
  );
  expect(first).toMatch(/./);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test("a double click on the button creates one contact and one company", async () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { user, inputsOf } = openPage(<NewContactDialog onClose={() => {}} />, {
    path: "/contacts",
    answers: {
      "companies.list": () => ({ data: [], nextCursor: null }) as never,
      "companies.suggest": () => null,
      "companies.create": async () => {
        await opened;
        return { id: 3 } as never;
      },
      "contacts.create": () => contact,
    },
  });
  const dialog = within(await screen.findByRole("dialog", { name: "New contact" }));
  await user.type(dialog.getByRole("textbox", { name: "Name" }), "Zoë");
  await user.type(dialog.getByRole("combobox", { name: "Company" }), "Acme");
  await user.dblClick(dialog.getByRole("button", { name: "Create contact" }));
  open(); // both clicks came before the first one's company was there
  await expect.poll(() => inputsOf("contacts.create").length).toBeGreaterThan(0);
  expect(inputsOf("companies.create")).toHaveLength(1);
  expect(inputsOf("contacts.create")).toHaveLength(1);
});

test("the company with the typed name is found behind any number of others that have it in theirs", async () => {
  const { user, inputsOf } = openPage(<NewContactDialog onClose={() => {}} />, {
    path: "/contacts",
    answers: {
      "companies.list": ({ cursor, limit }) =>
        (cursor === "2"
          ? { data: [{ id: 3, name: "ACME" }], nextCursor: null }
          : { data: [{ id: 2, name: "A-Acme" }], nextCursor: limit === 100 ? "2" : null }) as never,
      "companies.suggest": () => null,
      "contacts.create": () => contact,
    },
  });
  const dialog = within(await screen.findByRole("dialog", { name: "New contact" }));
  await user.type(dialog.getByRole("textbox", { name: "Name" }), "Zoë");
  await user.type(dialog.getByRole("combobox", { name: "Company" }), "Acme");
  await user.click(dialog.getByRole("button", { name: "Create contact" }));
  await expect.poll(() => inputsOf("contacts.create")).toMatchObject([{ companyId: 3 }]);
});

test("a new contact is sent without blanks, and without the fields that were left empty", () => {
  const given = new FormData();
  given.set("name", " Zoë Berg ");
  given.set("email", "zoe@example.com ");
  given.set("phone", "  ");
  expect(draftFrom(given)).toEqual({
    name: "Zoë Berg",
    email: "zoe@example.com",
    phone: null,
    identifier: null,
  });
});

test("a refusal's field names a contact only where it is unique", () => {
  expect(["email", "phone", "identifier", "name", null].filter(isReach)).toEqual([
    "email",
    "phone",
    "identifier",
  ]);
});

test("a contact that is created after its dialog was left changes the address of no other page", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const create = () => answered.then(() => contact) as never;
  const { user, inputsOf, dialog, settled } = await openDialog(create);
  await user.type(dialog.getByRole("textbox", { name: "Name" }), "Zoë");
  await user.click(dialog.getByRole("button", { name: "Create contact" }));
  await expect.poll(() => inputsOf("contacts.create").length).toBe(1);
  history.replaceState(null, "", "/inbox?c=3");
  answer();
  await settled();
  expect(location.pathname + location.search).toBe("/inbox?c=3");
});
