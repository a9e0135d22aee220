import { fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { isDisabled } from "@/test/support/dom/disabled";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { aContact } from "@/test/support/scenes/dtos";
import { ContactForm } from "./contact-form";

const BEFORE = aContact({ customAttributes: { plan: "basic", city: "Porto", seats: 2 } });
const MEANWHILE = { plan: "gold", city: "Porto", orders: 3 };

const CHANGED = { name: "Zoë Berg", email: "zoe@new.example", phone: "+4930123456" };

/** A contact that a program changes while its form is open. */
function Scene() {
  const [contact, setContact] = useState(BEFORE);
  const change = () => setContact({ ...contact, ...CHANGED, customAttributes: MEANWHILE });
  return (
    <>
      <button type="button" onClick={change}>
        Meanwhile
      </button>
      <ContactForm contact={contact} onDone={() => {}} />
    </>
  );
}

const ANSWERS: Answers = {
  "attributeDefinitions.list": () => [],
  "companies.list": () => ({ data: [], nextCursor: null }) as never,
  "companies.suggest": () => null,
  "contacts.update": () => ({ contact: BEFORE, operationId: null }),
};

test("saving leaves what was changed since the form was opened, and removes what was removed in it", async () => {
  const { user, inputsOf } = openPage(<Scene />, { answers: ANSWERS });
  await user.type(screen.getByRole("textbox", { name: "Name" }), " Lind");
  await user.click(screen.getByRole("button", { name: /city/ }));
  await user.click(screen.getByRole("button", { name: "Meanwhile" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect
    .poll(() => inputsOf("contacts.update"))
    .toEqual([
      {
        contactId: BEFORE.id,
        name: "Zoë Lind",
        email: "zoe@new.example",
        phone: "+4930123456",
        companyId: null,
        customAttributes: { plan: "gold", orders: 3 },
      },
    ]);
});

test.each([
  ["in Chrome", { isComposing: true, keyCode: 229 }],
  ["in Safari", { isComposing: false, keyCode: 229 }],
])("Escape that ends a composition %s leaves what was typed", async (_, composing) => {
  const onDone = vi.fn();
  openPage(<ContactForm contact={BEFORE} onDone={onDone} />, { answers: ANSWERS });
  fireEvent.keyDown(await screen.findByRole("textbox", { name: "Name" }), { key: "Escape", ...composing });
  expect(onDone).not.toHaveBeenCalled();
});

test("a name that was not edited here follows the contact", async () => {
  const { user, inputsOf } = openPage(<Scene />, { answers: ANSWERS });
  await user.click(screen.getByRole("button", { name: "Meanwhile" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect.poll(() => inputsOf("contacts.update")).toMatchObject([CHANGED]);
});

test("what is typed while a contact is being saved stays in its form, to be saved too", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const onDone = vi.fn();
  const updated = { contact: BEFORE, operationId: null };
  const { user, inputsOf, settled } = openPage(<ContactForm contact={BEFORE} onDone={onDone} />, {
    answers: { ...ANSWERS, "contacts.update": () => answered.then(() => updated) },
  });
  const name = screen.getByRole<HTMLInputElement>("textbox", { name: "Name" });
  await user.type(name, " Lind");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await user.type(name, "gren");
  answer();
  await expect.poll(() => isDisabled(screen.getByRole("button", { name: "Save" }))).toBe(false);
  await settled();
  expect([name.value.endsWith("Lindgren"), onDone.mock.calls]).toEqual([true, []]);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect.poll(() => onDone.mock.calls).toHaveLength(1);
  expect(inputsOf("contacts.update")).toMatchObject([
    { name: `${BEFORE.name} Lind` },
    { name: `${BEFORE.name} Lindgren` },
  ]);
});

test("Enter pressed again while a new company is looked for creates it once, and saves once", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { user, inputsOf } = openPage(<ContactForm contact={BEFORE} onDone={() => {}} />, {
    answers: {
      ...ANSWERS,
      "companies.list": async ({ limit }) => {
        if (limit === 100) await answered;
        return { data: [], nextCursor: null } as never;
      },
      "companies.create": () => ({ id: 9 }) as never,
    },
  });
  await user.type(screen.getByRole("combobox", { name: "Company" }), "Acme{Enter}{Enter}");
  answer();
  await expect.poll(() => inputsOf("contacts.update")).toHaveLength(1);
  expect(inputsOf("companies.create")).toEqual([{ name: "Acme" }]);
});
