import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { NO_FILTER } from "@/app/_shared/contact/navigate";
import { openPage } from "@/test/support/dom/page";
import { ContactListPane, useContactList } from "./contact-list-pane";

function Scene() {
  const [filter, setFilter] = useState({ ...NO_FILTER, query: "" });
  return (
    <ContactListPane
      filter={filter}
      onFilter={setFilter}
      list={useContactList(filter)}
      selected={null}
      handle={{ current: null }}
      onOpenNav={() => {}}
      onNew={() => {}}
    />
  );
}

test("nobody is said to match words whose answer is not there yet", async () => {
  const found = { contacts: [], conversations: [], messages: [] };
  const { user } = openPage(<Scene />, {
    answers: {
      "contacts.list": () => ({ data: [], nextCursor: null, asOf: "0" }),
      "labels.list": () => [] as never,
      search: ({ query }) => (query === "zz" ? (found as never) : new Promise(() => {})),
    },
  });
  const field = await screen.findByRole("searchbox", { name: "Search contacts" });
  await user.type(field, "zz");
  expect(await screen.findByText(/^No contact matches “zz”/)).toBeTruthy();
  await user.clear(field);
  await user.type(field, "Li Wen");
  expect(screen.queryByText(/^No contact matches/)).toBeNull();
  expect(screen.getByText("Loading contacts…")).toBeTruthy();
});
