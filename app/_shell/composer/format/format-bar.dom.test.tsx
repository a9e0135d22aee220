import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { FormatBar } from "./format-bar";

const answers = { "inboxes.list": () => [inbox] };

test("the preview shows the text with its formats, and is hidden again", async () => {
  const content = "Dear **Ada**\n1. one";
  const { user } = openPage(
    <FormatBar isNote={false} inboxId={inbox.id} content={content} onFormat={() => {}} />,
    { answers },
  );
  const button = await screen.findByRole("button", { name: "Preview" });
  expect(screen.queryByRole("region", { name: "Preview" })).toBeNull();
  await user.click(button);
  const preview = within(screen.getByRole("region", { name: "Preview" }));
  expect(preview.getByText("Ada").closest("strong")).toBeTruthy();
  expect(preview.getByText("1.")).toBeTruthy();
  await user.click(button);
  expect(screen.queryByRole("region", { name: "Preview" })).toBeNull();
});

test("without a text the bar has formats only", async () => {
  openPage(<FormatBar isNote={false} inboxId={inbox.id} onFormat={() => {}} />, { answers });
  expect(await screen.findByRole("button", { name: "Numbered list" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Preview" })).toBeNull();
});
