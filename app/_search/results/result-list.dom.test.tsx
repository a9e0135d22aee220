import { screen } from "@testing-library/react";
import { useRef, useState } from "react";
import { expect, test } from "vitest";
import { NO_FILTERS } from "@/app/_shell/search/search-state";
import { contact } from "@/server/contract/event/sample-dtos";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { openPage } from "@/test/support/dom/page";
import { ResultList } from "./result-list";

function Scene() {
  const results = useRef<HTMLUListElement>(null);
  const [words, setWords] = useState("Li");
  return (
    <>
      <button type="button" onClick={() => setWords("Wen")}>
        Other words
      </button>
      <ResultList search={{ ...NO_FILTERS, words }} isResolving={false} results={results} />
    </>
  );
}

test("what was found by earlier words is not counted as what these find", async () => {
  const lina = { contact: { ...contact, name: "Lina" }, name: { text: "Lina", at: [] }, detail: null };
  const { user } = openPage(<Scene />, {
    answers: {
      searchResults: ({ query }: { query: string }) =>
        query === "Li" ? { contacts: [lina], conversations: [], nextCursor: null } : new Promise(() => {}),
    } as never,
  });
  await screen.findByText("1 result");
  expect(screen.getByRole("list", { name: "Results" }).getAttribute("aria-busy")).toBe("false");
  await user.click(screen.getByRole("button", { name: "Other words" }));
  await screen.findByText("Searching…");
  expect(screen.queryByText("1 result")).toBeNull();
  expect(screen.getByRole("list", { name: "Results" }).getAttribute("aria-busy")).toBe("true");
});

test("long words are cut between two characters: half of one finds nothing", async () => {
  const words = `${"x".repeat(QUERY_CHARS_MAX - 1)}😀`;
  const List = () => (
    <ResultList
      search={{ ...NO_FILTERS, words }}
      isResolving={false}
      results={useRef<HTMLUListElement>(null)}
    />
  );
  const { inputsOf } = openPage(<List />, {
    answers: { searchResults: () => ({ contacts: [], conversations: [], nextCursor: null }) } as never,
  });
  await expect
    .poll(() => inputsOf("searchResults"))
    .toMatchObject([{ query: "x".repeat(QUERY_CHARS_MAX - 1) }]);
});

test.each([
  ["👍", "“👍” is too short to search. Type at least two letters of a word, or one Chinese character."],
  ["a b", "“a b” is too short to search. Type at least two letters of a word, or one Chinese character."],
  ["ab", "Nothing matches “ab”."],
  ["退", "Nothing matches “退”."],
])("a search for %s that finds nothing says why: %s", async (words, text) => {
  const List = () => (
    <ResultList
      search={{ ...NO_FILTERS, words }}
      isResolving={false}
      results={useRef<HTMLUListElement>(null)}
    />
  );
  openPage(<List />, {
    answers: { searchResults: () => ({ contacts: [], conversations: [], nextCursor: null }) } as never,
  });
  expect(await screen.findByText(text)).toBeTruthy();
});
