import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { TimeFields } from "./event-filters";

const FAULT = "The end is before the start.";
const open = (from: string, to: string) => openPage(<TimeFields time={{ from, to }} onChange={() => {}} />);

test("a period whose end is before its start says so", () => {
  open("2026-03-02T10:00", "2026-03-02T09:59");
  expect(screen.getByRole("group", { name: "To" }).textContent).toContain(FAULT);
});

test.each([
  ["2026-03-02T10:00", "2026-03-02T10:00"],
  ["", "2026-03-02T09:59"],
  ["2026-03-02T10:00", ""],
])("a period from “%s” to “%s” is a period", (from, to) => {
  open(from, to);
  expect(screen.queryByText(FAULT)).toBeNull();
});
