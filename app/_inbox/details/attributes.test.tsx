import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import en from "../../../messages/en.json";
import { DefinedLine } from "./defined-line";
import { textOf, valueAs } from "./use-set-attributes";

const AT = "2026-11-19T10:00:00.000Z";

function shown(kind: AttributeDefinitionDto["kind"], value: unknown): string {
  const definition: AttributeDefinitionDto = {
    ...{ id: 1, model: "conversation", key: "order", displayName: "Order", description: null, kind },
    ...{ choices: ["New", "Paid"], pattern: null, patternHint: null, position: 1 },
    ...{ deletedAt: null, version: 1, createdAt: AT, updatedAt: AT },
  };
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="UTC">
      <ul>
        <DefinedLine definition={definition} value={value} onSave={() => {}} />
      </ul>
    </NextIntlClientProvider>,
  );
}

test.each([
  ["number", 3, 'type="number"'],
  ["date", "2026-11-19", 'aria-label="Choose a date"'],
  ["link", "https://example.com/1", 'aria-label="Open Order"'],
  ["checkbox", true, ">Yes</span>"],
  ["list", "Paid", ">Paid</span>"],
  ["list", "Lost", ">Lost</span>"],
  ["number", "three", 'type="text"'],
  ["text", undefined, 'type="text"'],
] as const)("a conversation's %s with the value %j has the field %s", (kind, value, field) => {
  expect(shown(kind, value)).toContain(field);
});

test.each([
  ["gold", "free", "gold"],
  ["4", 3, 4],
  ["four", 3, "four"],
  ["false", true, false],
  ["", 3, ""],
  [" 12 ", "12", "12"],
])("%j written over %j is %j", (text, before, value) => {
  expect(valueAs(text, before)).toBe(value);
});

test("a value that is not text is shown as JSON", () => {
  expect([textOf("a"), textOf(1.5), textOf(null), textOf({ a: [1] })]).toEqual([
    "a",
    "1.5",
    "null",
    '{"a":[1]}',
  ]);
});
