import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { ConnectionMark, ListConnectionMark } from "./connection-mark";

test("above a list, which it would move, the mark says nothing while the page connects", async () => {
  openPage(
    <>
      <nav>
        <ConnectionMark />
      </nav>
      <main>
        <ListConnectionMark />
      </main>
    </>,
  );
  await within(screen.getByRole("navigation")).findByText("Connecting…");
  const status = await within(screen.getByRole("main")).findByRole("status");
  expect(status.textContent).toBe("");
});
