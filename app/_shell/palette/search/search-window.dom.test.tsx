import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { contact } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { SearchWindow } from "./search-window";

function Window() {
  const [query, setQuery] = useState("");
  const [isOpen, setOpen] = useState(true);
  return <SearchWindow isOpen={isOpen} query={query} onQuery={setQuery} onClose={() => setOpen(false)} />;
}

const foundOf = (id: number, name: string) => ({
  contacts: [{ contact: { ...contact, id, name }, name: { text: name, at: [] }, detail: null }],
  conversations: [],
  messages: [],
});

/** A search whose second answer is awaited. */
function openSearch() {
  let answer: () => void = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const page = openPage(<Window />, {
    answers: {
      search: ({ query }: { query: string }) =>
        query === "Li" ? foundOf(1, "Lina") : answered.then(() => foundOf(2, "Li Wen")),
    } as never,
  });
  return { ...page, answer };
}

test("Enter opens what is found of all that was typed, and not what was found of its beginning", async () => {
  const { user, inputsOf, visited, answer } = openSearch();
  const field = await screen.findByRole("combobox");
  await user.type(field, "Li");
  await screen.findByText("Lina");
  await user.type(field, " We{Enter}");
  await expect.poll(() => inputsOf("search").at(-1)).toMatchObject({ query: "Li We" });
  expect(visited).toEqual([]);
  answer();
  await expect.poll(() => visited).toEqual(["/contacts?c=2"]);
});

test("Enter chooses the result that the arrow keys moved to, also while others are searched for", async () => {
  const { user, visited } = openSearch();
  const field = await screen.findByRole("combobox");
  await user.type(field, "Li");
  await screen.findByText("Lina");
  await user.type(field, " We");
  await user.keyboard("{ArrowDown}{ArrowUp}{Enter}");
  await expect.poll(() => visited).toEqual(["/contacts?c=1"]);
});

test("a search for one letter says that it is too short, not that nothing matches", async () => {
  const { user } = openPage(<Window />, {
    answers: { search: () => ({ contacts: [], conversations: [], messages: [] }) },
  });
  await user.type(await screen.findByRole("combobox"), "a");
  expect(await screen.findByText(/^“a” is too short to search\./)).toBeTruthy();
});
