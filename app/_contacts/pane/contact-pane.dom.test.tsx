import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ContactNoteDto } from "@/server/contract/contact/contact-note";
import { contact } from "@/server/contract/event/sample-dtos";
import { later } from "@/test/support/dom/later";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { ContactNotes } from "./contact-notes";
import { ContactPane } from "./contact-pane";

const NONE = { data: [], nextCursor: null, asOf: "0" };
const AT = "2026-01-31T08:30:15Z";
const NOTE: ContactNoteDto = {
  id: 5,
  version: 1,
  contactId: contact.id,
  content: "Prefers",
  author: { type: "user", id: 1, name: "Ada Duarte" },
  createdAt: AT,
  updatedAt: AT,
  deletedAt: null,
};

const open = (more: Answers = {}) =>
  openPage(<ContactPane contactId={contact.id} />, {
    path: `/contacts?c=${contact.id}`,
    answers: {
      "attributeDefinitions.list": () => [],
      "contacts.get": () => contact,
      "contacts.mergedInto": () => [],
      "contacts.notes": () => NONE,
      "conversations.list": () => NONE,
      "inboxes.list": () => [],
      "labels.list": () => [] as never,
      "members.list": () => [],
      "me.get": () => ({ sendsBy: "enter" }) as never,
      ...more,
    },
  });

const noteField = () =>
  screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Write a note about this contact" });

test("what is typed while a note is being added stays in the field", async () => {
  const { promise: answered, resolve: answer } = later();
  const { user, inputsOf } = open({ "contacts.addNote": () => answered as never });
  const field = await noteField();
  await user.type(field, "Prefers mail");
  await user.click(screen.getByRole("button", { name: /^Add note/ }));
  await user.type(field, "Calls after 5 pm");
  answer();
  await waitFor(() => expect(inputsOf("contacts.notes")).toHaveLength(2));
  await waitFor(() => expect(field.value).not.toContain("Prefers mail"));
  expect(field.value).toBe("Calls after 5 pm");
  await user.clear(field);
});

test("what is typed while a changed note is being saved stays in the field, to be saved too", async () => {
  const { promise: answered, resolve: answer } = later();
  const { user, inputsOf, settled } = open({
    "contacts.notes": () => ({ data: [NOTE], nextCursor: null, asOf: "0" }),
    "contacts.updateNote": () => answered as never,
  });
  await user.click(await screen.findByRole("button", { name: "Edit your note" }));
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your note" });
  await user.type(field, " mail");
  await user.click(screen.getByRole("button", { name: /^Save/ }));
  await user.type(field, " or phone");
  answer();
  await waitFor(() => expect(inputsOf("contacts.notes")).toHaveLength(2));
  await settled();
  await user.click(screen.getByRole("button", { name: /^Save/ }));
  await expect
    .poll(() => inputsOf("contacts.updateNote"))
    .toMatchObject([{ content: "Prefers mail" }, { content: "Prefers mail or phone" }]);
  await waitFor(() => expect(screen.queryByRole("textbox", { name: "Your note" })).toBeNull());
});

/** The notes of one contact, or of another. */
function Both() {
  const [contactId, setContactId] = useState(1);
  return (
    <>
      <button type="button" onClick={() => setContactId(3 - contactId)}>
        The other
      </button>
      <ContactNotes key={contactId} contactId={contactId} />
    </>
  );
}

test("a note stays while another contact is shown, until it is added", async () => {
  const { promise: answered, resolve: answer } = later();
  let isRefused = true;
  const { user, inputsOf } = openPage(<Both />, {
    answers: {
      "contacts.notes": () => NONE,
      "me.get": () => ({ sendsBy: "enter" }) as never,
      "contacts.addNote": async () => {
        if (isRefused) throw new Refusal("server.busy");
        return answered as never;
      },
    },
  });
  const other = () => user.click(screen.getByRole("button", { name: "The other" }));
  const typed = async () => (await noteField()).value;
  await user.type(await noteField(), "Prefers mail");
  await other();
  expect(await typed()).toBe("");
  await other();
  expect(await typed()).toBe("Prefers mail");
  await user.click(screen.getByRole("button", { name: /^Add note/ }));
  await screen.findByRole("alert");
  await other();
  await other();
  expect(await typed()).toBe("Prefers mail");
  isRefused = false;
  await user.click(screen.getByRole("button", { name: /^Add note/ }));
  await other();
  await other();
  expect(await typed()).toBe("");
  await user.type(await noteField(), "More");
  answer();
  await expect.poll(() => inputsOf("contacts.addNote")).toHaveLength(2);
  await other();
  await other();
  expect(await typed()).toBe("More");
  await user.clear(await noteField());
});

test("what is typed in a later edit of a note stays when the save of the one before is answered", async () => {
  const { promise: answered, resolve: answer } = later();
  const { user, inputsOf, settled } = open({
    "contacts.notes": () => ({ data: [NOTE], nextCursor: null, asOf: "0" }),
    "contacts.updateNote": () => answered as never,
  });
  const edit = async (text: string) => {
    await user.click(await screen.findByRole("button", { name: "Edit your note" }));
    await user.type(screen.getByRole("textbox", { name: "Your note" }), text);
  };
  await edit(" mail");
  await user.click(screen.getByRole("button", { name: /^Save/ }));
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await edit(" phone");
  answer();
  await waitFor(() => expect(inputsOf("contacts.notes")).toHaveLength(2));
  await settled();
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your note" }).value).toBe("Prefers phone");
});

test("what is typed about a contact stays when the contact cannot be read again", async () => {
  let isReachable = true;
  const page = open({
    "contacts.get": () => {
      if (!isReachable) throw new Refusal("server.busy");
      return contact;
    },
    "contacts.setLabels": () => ({ contact, operationId: null }) as never,
  });
  await page.user.type(await noteField(), "Prefers mail");
  isReachable = false;
  await page.user.type(screen.getByRole("combobox", { name: "Add label" }), "vip{Enter}");
  await expect.poll(() => page.inputsOf("contacts.get")).toHaveLength(2);
  await page.settled();
  expect(page.inputsOf("contacts.get")).toHaveLength(5); // with its retries
  expect((await noteField()).value).toBe("Prefers mail");
  await page.user.clear(await noteField());
});

test("a note is deleted by its question alone, and what is not deleted has the focus again", async () => {
  let isThere = true;
  const { user, inputsOf } = open({
    "contacts.notes": () => ({ data: isThere ? [NOTE] : [], nextCursor: null, asOf: "0" }),
    "contacts.deleteNote": () => {
      isThere = false;
      return undefined as never;
    },
  });
  const remove = { name: "Delete the note by Ada Duarte" };
  (await screen.findByRole("button", remove)).focus();
  await user.keyboard("{Enter}{Enter}"); // twice, as a key that is pressed too long
  expect(document.activeElement).toBe(await screen.findByRole("button", remove));
  expect(inputsOf("contacts.deleteNote")).toEqual([]);
  await user.click(screen.getByRole("button", remove));
  // What stands where the button was: a double click presses it.
  expect(screen.getAllByRole("button", { name: /^(Keep|Delete permanently)$/ }).at(-1)?.textContent).toBe(
    "Keep",
  );
  await user.click(screen.getByRole("button", { name: "Delete permanently" }));
  await expect.poll(() => inputsOf("contacts.deleteNote")).toHaveLength(1);
  await expect.poll(() => document.activeElement).toBe(screen.getByRole("list", { name: "Notes" }));
});

test("the end of an edit gives the focus back to its button", async () => {
  const { user } = open({ "companies.list": () => NONE as never, "companies.suggest": () => null });
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Edit" }));
});
