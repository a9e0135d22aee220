import { expect, test } from "vitest";
import type { Attachment } from "@/server/contract/_shared/attachment";
import type { MessageWithFiles } from "@/server/contract/file/message-with-files";
import { anAttachment } from "@/test/support/scenes/dtos";
import { filesByMonth } from "./files-part";

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
