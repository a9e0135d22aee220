import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { mergedFields } from "@/server/contract/contact/merge-contact";
import { openPage } from "@/test/support/dom/page";
import { aContact } from "@/test/support/scenes/dtos";
import MergeDialog from "./merge-dialog";

test("before a blocked contact is merged into another, the dialog says what the merge does: both are blocked", async () => {
  const contact = aContact({ id: 1, name: "Zoë" });
  const other = aContact({ id: 2, name: "Zoë Berg", isBlocked: true });
  expect(mergedFields(contact, other).filled.isBlocked).toBe(true);
  const found = { contact: other, name: { text: other.name, at: [] }, detail: null };
  const { user } = openPage(<MergeDialog contact={contact} onClose={() => {}} />, {
    answers: {
      search: () => ({ contacts: [found], conversations: [], messages: [] }) as never,
      "conversations.list": () => ({ data: [], nextCursor: null }) as never,
      "attributeDefinitions.list": () => [],
    },
  });
  await user.click(await screen.findByRole("button", { name: /Zoë Berg/ }));
  expect(await screen.findByText("The other contact is blocked: Zoë will be blocked, too.")).toBeTruthy();
});

test("nobody is said to be like a contact before the answer for the words is there", async () => {
  const { user } = openPage(<MergeDialog contact={aContact({ id: 1, name: "zz" })} onClose={() => {}} />, {
    answers: {
      search: ({ query }) =>
        query === "zz" ? ({ contacts: [], conversations: [], messages: [] } as never) : new Promise(() => {}),
    },
  });
  const nobody = await screen.findByText("No matches.");
  await user.type(screen.getByRole("searchbox"), "Zoë");
  expect(nobody.isConnected).toBe(false);
});

test("before a merge, nothing is said of conversations that are not counted yet", async () => {
  const other = aContact({ id: 2, name: "Zoë Berg" });
  const found = { contact: other, name: { text: other.name, at: [] }, detail: null };
  const { user } = openPage(<MergeDialog contact={aContact({ id: 1, name: "Zoë" })} onClose={() => {}} />, {
    answers: {
      search: () => ({ contacts: [found], conversations: [], messages: [] }) as never,
      "conversations.list": () => new Promise(() => {}),
      "attributeDefinitions.list": () => [],
    },
  });
  await user.click(await screen.findByRole("button", { name: /Zoë Berg/ }));
  expect(await screen.findByText("This cannot be undone.")).toBeTruthy();
  expect(screen.queryByText(/conversation/)).toBeNull();
});
