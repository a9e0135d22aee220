import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import en from "../../../messages/en.json";
import { CheckList, isLong, itemsFoundBy, memberItem } from "./check-list";

const render = (length: number) =>
  renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="UTC">
      <CheckList
        legend="Inboxes"
        layout="boxed"
        name="inbox"
        items={Array.from({ length }, (_, value) => ({ value, label: `Inbox ${value}` }))}
        chosen={[1]}
        onChange={() => undefined}
      />
    </NextIntlClientProvider>,
  );

test("what is chosen is checked, and a value of the form whether its row is shown or not", () => {
  const html = render(3);
  expect(html.match(/type="checkbox"[^>]*checked=""/g)).toHaveLength(1);
  expect(html).toMatch(/<input type="hidden" name="inbox" value="1"\/>/);
});

test("a long list has a field that filters it", () => {
  expect([8, 9].map((length) => render(length).includes('type="search"'))).toEqual([false, true]);
});

const people = [
  { id: 1, name: "Ada Lovelace", email: "ada@acme.example" },
  { id: 2, name: "Grace Hopper", email: "grace@acme.example" },
].map(memberItem);

test.each([
  ["", [1, 2]],
  [" LOVE ", [1]],
  ["grace@", [2]],
  ["nobody", []],
])("%j finds items by label and detail in any case", (query, found) => {
  expect(itemsFoundBy(query, people).map(({ value }) => value)).toEqual(found);
});

test("only a list of more than eight items has a filter", () => {
  expect([8, 9].map((length) => isLong(Array.from({ length })))).toEqual([false, true]);
});
