import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { LabelsScreen } from "@/app/_settings/labels/labels-screen";
import { label } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { isFoundIn } from "./filtered-list";

const openLabels = (count: number) =>
  openPage(<LabelsScreen />, {
    answers: {
      "labels.list": () =>
        Array.from({ length: count }, (_, at) => ({
          ...{ ...label, id: at + 1, name: `topic ${at + 1}` },
          description: at === 0 ? "Orders from São Paulo" : "",
        })),
    },
  });
const names = () => screen.queryAllByRole("listitem").map((row) => row.textContent);

test("a long list has a field that filters it, and says how many are found", async () => {
  const { user } = openLabels(21);
  await screen.findByText("topic 21");
  const field = screen.getByRole("searchbox", { name: "Filter this list" });
  expect(screen.getByRole("status").textContent).toBe("21 in total");
  await user.type(field, "topic 2");
  expect(names()).toEqual([
    expect.stringContaining("topic 2"),
    ...["topic 12", "topic 20", "topic 21"].map((name) => expect.stringContaining(name)),
  ]);
  expect(screen.getByRole("status").textContent).toBe("4 of 21");
  await user.clear(field);
  await user.type(field, "sao orders");
  expect(names()).toEqual([expect.stringContaining("topic 1")]);
  await user.type(field, "!");
  expect(names()).toEqual([]);
  expect(screen.getByRole("status").textContent).toBe("0 of 21");
  expect(screen.getByText("Nothing matches “sao orders!”.")).toBeTruthy();
});

test("a list that fits one glance has no filter", async () => {
  openLabels(20);
  await screen.findByText("topic 20");
  expect(screen.queryByRole("searchbox")).toBeNull();
});

test("each word is searched, whatever its case and accents", () => {
  const found = (query: string) => isFoundIn(query, "Café Zürich\ncafe@example.com");
  expect(["", "  ", "ZURICH caf", "é@", "zürich", "bern", "cafe bern"].map(found)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});
