import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { contact, conversation } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import SubjectLine from "./subject-line";

const row = { conversation: { ...conversation, subject: "Order 8" }, contact };

function open(setSubject: () => unknown = () => ({ row, operationId: null })) {
  return openPage(<SubjectLine displayId={7} subject="Order 7" />, {
    answers: { "changes.setSubject": setSubject as never },
  });
}

async function edit({ user }: ReturnType<typeof open>, keys: string) {
  await user.click(await screen.findByRole("button", { name: "Subject: Order 7. Edit" }));
  const field = screen.getByRole("textbox", { name: "Subject" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  await user.clear(field);
  await user.keyboard(keys);
}

test("Enter saves the subject, and the focus returns", async () => {
  const page = open();
  await edit(page, "Order 8{Enter}");
  await expect
    .poll(() => page.inputsOf("changes.setSubject"))
    .toEqual([{ displayId: 7, subject: "Order 8" }]);
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Subject: Order 7. Edit" })),
  );
});

test.each([
  ["Escape", "Order 8{Escape}"],
  ["an empty field", "{Enter}"],
  ["the same subject", "Order 7{Enter}"],
])("%s changes nothing", async (_, keys) => {
  const page = open();
  await edit(page, keys);
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(page.inputsOf("changes.setSubject")).toEqual([]);
});

test("a refused subject stays as it was", async () => {
  const page = open(() => {
    throw new Refusal("conversation.trashed");
  });
  await edit(page, "Order 8{Enter}");
  await expect.poll(() => page.inputsOf("changes.setSubject").length).toBe(1);
  expect(screen.getByRole("button", { name: "Subject: Order 7. Edit" })).toBeTruthy();
});

test("a subject that somebody else changes during an edit without a change stays theirs", async () => {
  const shown = (subject: string) => <SubjectLine displayId={7} subject={subject} />;
  const Scene = () => {
    const [subject, setSubject] = useState("Order 7");
    return (
      <>
        {shown(subject)}
        <button type="button" onFocus={() => setSubject("Order 8")}>
          Meanwhile
        </button>
      </>
    );
  };
  const { user, inputsOf } = openPage(<Scene />, {
    answers: { "changes.setSubject": () => ({ row, operationId: null }) as never },
  });
  await user.click(await screen.findByRole("button", { name: "Subject: Order 7. Edit" }));
  act(() => void fireEvent.focus(screen.getByRole("button", { name: "Meanwhile" })));
  await user.keyboard("{Enter}");
  await screen.findByRole("button", { name: "Subject: Order 8. Edit" });
  expect(inputsOf("changes.setSubject")).toEqual([]);
});
