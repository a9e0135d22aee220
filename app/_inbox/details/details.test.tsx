import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import en from "@/messages/en.json";
import type { Attachment } from "@/server/contract/file/attachment";
import type { MessageWithFiles } from "@/server/contract/file/file";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { anAttachment } from "@/test/support/scenes/dtos";
import { DefinedLine } from "./defined-line";
import { filesByMonth } from "./files-part";
import { textOf, valueAs } from "./use-set-attributes";

describe("attributes", () => {
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
});

describe("files part", () => {
  const file = (id: number, contentType: string, state: Attachment["state"] = "ready"): Attachment =>
    anAttachment({ id, contentType, state, failure: state === "failed" ? "too_large" : null });

  const message = (number: number, createdAt: string, attachments: Attachment[]): MessageWithFiles => ({
    id: number,
    version: 1,
    number,
    kind: "message",
    createdAt,
    sender: { type: "contact", id: 1, name: "Li" },
    attachments,
  });

  test("files are listed by month in the order of their messages, images apart from the others", () => {
    const months = filesByMonth(
      [
        message(9, "2026-11-20T10:00:00.000Z", [file(1, "image/png"), file(2, "application/pdf")]),
        message(7, "2026-11-02T10:00:00.000Z", [file(3, "image/jpeg")]),
        message(4, "2026-10-30T10:00:00.000Z", [file(4, "audio/ogg")]),
      ],
      (at) => at.slice(0, 7),
    );
    const shown = months.map(({ month, images, others }) => [
      month,
      images.map((one) => [one.file.id, one.number]),
      others.map((one) => one.file.id),
    ]);
    expect(shown).toEqual([
      [
        "2026-11",
        [
          [1, 9],
          [3, 7],
        ],
        [2],
      ],
      ["2026-10", [], [4]],
    ]);
  });

  test("an SVG and an image that is still being fetched are not in the grid; what was not taken is left out", () => {
    const [month] = filesByMonth(
      [
        message(2, "2026-11-20T10:00:00.000Z", [
          file(1, "image/svg+xml"),
          file(2, "image/png", "pending"),
          file(3, "image/png", "failed"),
        ]),
      ],
      () => "November",
    );
    expect(month?.images).toEqual([]);
    expect(month?.others.map((one) => one.file.id)).toEqual([1, 2]);
    expect(
      filesByMonth([message(1, "2026-11-20T10:00:00.000Z", [file(3, "image/png", "failed")])], String),
    ).toEqual([]);
  });
});
