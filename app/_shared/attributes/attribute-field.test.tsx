import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import en from "../../../messages/en.json";
import { AttributeField } from "./attribute-field";

const AT = "2026-11-19T10:00:00.000Z";

function shown(kind: AttributeDefinitionDto["kind"], stored: string, text = stored, error?: string): string {
  const definition: AttributeDefinitionDto = {
    ...{ id: 1, model: "contact", key: "plan", displayName: "Plan", description: "What they pay for", kind },
    ...{ choices: ["Free", "Pro"], pattern: "^[A-Z]+$", patternHint: null, position: 1 },
    ...{ deletedAt: null, version: 1, createdAt: AT, updatedAt: AT },
  };
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="UTC">
      <AttributeField definition={definition} stored={stored} text={text} onChange={() => {}} error={error} />
    </NextIntlClientProvider>,
  );
}

test.each([
  ["number", "3", 'type="number"'],
  ["date", "2026-11-19", 'aria-label="Choose a date"'],
  ["link", "https://example.com", 'type="url"'],
  ["checkbox", "true", 'checked=""'],
  ["list", "Pro", ">Pro</span>"],
  ["number", "three", 'type="text"'],
] as const)("a %s with the value %j has the field %s and its description", (kind, stored, field) => {
  expect(shown(kind, stored)).toContain(field);
  expect(shown(kind, stored)).toContain("What they pay for");
});

test("a refused value has its reason in place of the hint", () => {
  expect(shown("text", "abc", "abcd", "Two letters and a number")).toContain("Two letters and a number");
  expect(shown("text", "abc", "abcd", "Two letters and a number")).toContain('aria-invalid="true"');
});
