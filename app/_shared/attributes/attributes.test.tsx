import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import en from "@/messages/en.json";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { AttributeField } from "./attribute-field";
import { fieldKindOf, textOfValue, typedFault, valueOfText } from "./attribute-value";

describe("attribute field", () => {
  const AT = "2026-11-19T10:00:00.000Z";

  function shown(
    kind: AttributeDefinitionDto["kind"],
    stored: string,
    text = stored,
    error?: string,
  ): string {
    const definition: AttributeDefinitionDto = {
      ...{
        id: 1,
        model: "contact",
        key: "plan",
        displayName: "Plan",
        description: "What they pay for",
        kind,
      },
      ...{ choices: ["Free", "Pro"], pattern: "^[A-Z]+$", patternHint: null, position: 1 },
      ...{ deletedAt: null, version: 1, createdAt: AT, updatedAt: AT },
    };
    return renderToStaticMarkup(
      <NextIntlClientProvider locale="en" messages={en} timeZone="UTC">
        <AttributeField
          definition={definition}
          stored={stored}
          text={text}
          onChange={() => {}}
          error={error}
        />
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
});

describe("attribute value", () => {
  test.each([
    ["number", "12.5", 12.5],
    ["percent", "7", 7],
    ["number", "twelve", "twelve"],
    ["number", "1e5", 100_000],
    ["number", "12345678901234567", "12345678901234567"],
    ["checkbox", "false", false],
    ["text", " 12 ", "12"],
    ["date", "2026-11-19", "2026-11-19"],
    ["list", "", undefined],
  ] as const)("a %s typed as %j is stored as %j", (kind, text, value) => {
    expect(valueOfText(kind, text)).toBe(value);
  });

  test.each([
    ["date", "2026-11-19T00:00:00.000Z", "2026-11-19"],
    ["date", "next week", "next week"],
    ["checkbox", true, "true"],
    ["number", 0, "0"],
    ["text", undefined, ""],
    ["text", { a: 1 }, ""],
  ] as const)("a %s with the value %j shows %j", (kind, value, text) => {
    expect(textOfValue(kind, value)).toBe(text);
  });

  test("a value without the form of its kind is edited as text and not lost", () => {
    expect(fieldKindOf("number", "twelve")).toBe("text");
    expect(fieldKindOf("date", "next week")).toBe("text");
    expect(fieldKindOf("checkbox", "maybe")).toBe("text");
    expect(fieldKindOf("link", "example.com")).toBe("text");
    expect([fieldKindOf("currency", "3"), fieldKindOf("date", ""), fieldKindOf("checkbox", "true")]).toEqual([
      "number",
      "date",
      "checkbox",
    ]);
  });

  test.each([
    ["date", "next week", "date"],
    ["number", "12", null],
    ["link", "example.com", "link"],
    ["list", "gold", "list"],
    ["checkbox", "maybe", "checkbox"],
    ["number", "", null],
  ] as const)("a %s typed as %j has the fault %j", (kind, text, fault) => {
    expect(typedFault({ kind, choices: ["free"] }, text)).toBe(fault);
  });
});
