import { screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { DateField, DateTimeField, DayInput } from "./date-field";

beforeEach(() => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["en-GB"]);
});

function Day({ first = "" }: { first?: string }) {
  const [day, setDay] = useState(first);
  return (
    <>
      <DateField label="Renewal" value={day} onChange={setDay} />
      <output>{day}</output>
    </>
  );
}

function Moment({ first = "" }: { first?: string }) {
  const [at, setAt] = useState(first);
  return (
    <>
      <DateTimeField label="Until" value={at} onChange={setAt} usualTime="09:00" />
      <output>{at}</output>
    </>
  );
}

const field = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name });
const value = () => screen.getByRole("status").textContent;

test("a typed day is read when the field is left, and shown as the region writes it", async () => {
  const { user } = openPage(<Day />);
  expect(field("Renewal").placeholder).toBe("dd/mm/yyyy");
  await user.type(field("Renewal"), "2026-12-5");
  expect(value()).toBe("");
  await user.tab();
  expect(value()).toBe("2026-12-05");
  expect(field("Renewal").value).toBe("05/12/2026");
});

test("an empty field with a mark shows it, and the form of a day while it has the focus", async () => {
  const { user } = openPage(<DayInput aria-label="Delivery" day="" onChange={() => {}} emptyMark="–" />);
  expect(field("Delivery").placeholder).toBe("–");
  await user.tab();
  expect(field("Delivery").placeholder).toBe("dd/mm/yyyy");
  await user.tab();
  expect(field("Delivery").placeholder).toBe("–");
});

test("what is no day stays as it was typed, is marked, and keeps the value", async () => {
  const { user } = openPage(<Day first="2026-12-05" />);
  await user.clear(field("Renewal"));
  await user.type(field("Renewal"), "31/2/2026{Enter}");
  expect(field("Renewal").value).toBe("31/2/2026");
  expect(field("Renewal").getAttribute("aria-invalid")).toBe("true");
  expect(field("Renewal").validationMessage).toBe("Enter a date like 24/12/2026.");
  expect(value()).toBe("2026-12-05");
  await user.keyboard("{Escape}");
  expect(field("Renewal").value).toBe("05/12/2026");
  expect(field("Renewal").validationMessage).toBe("");
});

test("an emptied field has no day", async () => {
  const { user } = openPage(<Day first="2026-12-05" />);
  await user.clear(field("Renewal"));
  await user.tab();
  expect(value()).toBe("");
});

test("the calendar opens at the day, moves by keys, and closes with the choice", async () => {
  const { user } = openPage(<Day first="2026-12-05" />);
  await user.click(screen.getByRole("button", { name: "Choose a date" }));
  const calendar = within(await screen.findByRole("grid", { name: "December 2026" }));
  await waitFor(() =>
    expect(document.activeElement).toBe(
      calendar.getByRole("button", { name: /December 5th, 2026, selected/ }),
    ),
  );
  await user.keyboard("{ArrowDown}{ArrowRight}{Enter}");
  expect(value()).toBe("2026-12-13");
  expect(screen.queryByRole("grid")).toBeNull();
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Choose a date" })),
  );
});

test("a day without a time has the usual one, and both parts can be typed", async () => {
  const { user } = openPage(<Moment />);
  expect(screen.queryByRole("textbox", { name: "Until: time" })).toBeNull();
  await user.type(field("Until: date"), "24/12/2026{Enter}");
  expect(value()).toBe("2026-12-24T09:00");
  await user.clear(field("Until: time"));
  await user.type(field("Until: time"), "5:45 pm{Enter}");
  expect(value()).toBe("2026-12-24T17:45");
  expect(field("Until: time").value).toBe("17:45");
});

test("a time is chosen from the half hours", async () => {
  const { user } = openPage(<Moment first="2026-12-24T09:00" />);
  await user.click(screen.getByRole("combobox", { name: "Times" }));
  await user.click(await screen.findByRole("option", { name: "14:30" }));
  expect(value()).toBe("2026-12-24T14:30");
});
