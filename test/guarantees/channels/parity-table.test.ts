import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CHANNELS, capabilitiesOf } from "@/server/domain/inbox/channel";

const rows = readFileSync("docs/channels.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const shown = (value: boolean | number | null): string =>
  value === null ? "–" : typeof value === "number" ? String(value) : value ? "yes" : "no";

test("the table of channels has every kind, and every capability as the code has it", () => {
  const kinds = (rows[0] ?? []).slice(1).map((cell) => cell.replaceAll("`", ""));
  expect(kinds.toSorted()).toEqual(CHANNELS.toSorted());
  const [first] = CHANNELS;
  const names = Object.keys(first ? capabilitiesOf(first) : {});
  const table = new Map(rows.map(([name = "", ...cells]) => [name.replaceAll("`", ""), cells]));
  for (const name of names) {
    const expected = CHANNELS.map((kind) => [
      kind,
      shown(Object.entries(capabilitiesOf(kind)).find(([key]) => key === name)?.[1] ?? null),
    ]);
    const found = kinds.map((kind, i) => [kind, table.get(name)?.[i]]);
    expect(Object.fromEntries(found), name).toEqual(Object.fromEntries(expected));
  }
});
