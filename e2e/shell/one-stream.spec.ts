import { expect, type Page } from "@playwright/test";
import { rowOf } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

/** The live streams that the server has open. */
async function openStreams(page: Page, origin: string): Promise<number> {
  const text = await (await page.request.get(`${origin}/metrics`)).text();
  return Number(/^tickline_live_connections\{kind="screen"\} (\d+)/m.exec(text)?.[1]);
}

test("three tabs share one stream; when the leading tab closes, nothing is lost", {
  tag: "@journey",
}, async ({ openWindow, integrator, origin }) => {
  const { customer, displayId } = await integrator.begin();
  const first = await openWindow("/inbox?view=all");
  const others = [await first.context().newPage(), await first.context().newPage()];
  for (const page of others) await page.goto("/inbox?view=all");
  const inAll = async (pages: readonly Page[], text: string) => {
    for (const page of pages) await expect(rowOf(page, customer)).toContainText(text);
  };
  await integrator.receive(displayId, "to all three");
  await inAll([first, ...others], "to all three");
  await expect.poll(() => openStreams(first, origin)).toBe(1);

  await first.close();
  await integrator.receive(displayId, "in the gap");
  await inAll(others, "in the gap");
  const [second, third] = others;
  if (!second || !third) throw new Error("no tabs");
  await expect.poll(() => openStreams(second, origin)).toBe(1);

  await second.goto("/settings"); // its topics are dropped, the stream stays one
  await integrator.receive(displayId, "after that");
  await inAll([third], "after that");
  await expect.poll(() => openStreams(third, origin)).toBe(1);
});
