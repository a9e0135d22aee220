import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { label } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { LabelChip } from "./label-chip";

test("a label's hint has its name, which may be shortened, before its description", async () => {
  openPage(<LabelChip label="returns">returns</LabelChip>, {
    answers: { "labels.list": () => [{ ...label, name: "returns", description: "Goods that come back" }] },
  });
  const chip = screen.getByTitle("returns");
  await expect.poll(() => chip.title).toBe("returns: Goods that come back");
});
