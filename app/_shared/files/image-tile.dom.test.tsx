import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { anAttachment } from "@/test/support/scenes/dtos";
import { ImageTile } from "./image-tile";
import { Stage } from "./lightbox/stage";

const image = anAttachment({ id: 7, name: "cat.jpg", contentType: "image/jpeg", bytes: 2_000_000 });
const failAll = (container: HTMLElement) => {
  for (const shown of container.querySelectorAll("img")) fireEvent.error(shown);
};
const answer = (status: number) => vi.stubGlobal("fetch", async () => new Response(null, { status }));

test("a picture that could not be loaded now is not called gone, and can be opened", async () => {
  const open = vi.fn();
  const { container, user } = openPage(<ImageTile image={{ ...image, hasPreview: true }} onOpen={open} />);
  answer(503);
  failAll(container);
  await user.click(await screen.findByRole("button", { name: "Open cat.jpg" }));
  expect(open).toHaveBeenCalledOnce();
});

test("a picture whose bytes the server does not have any more is called gone", async () => {
  const { container } = openPage(
    <ImageTile image={{ ...image, hasPreview: true }} onOpen={() => undefined} />,
  );
  answer(404);
  failAll(container);
  await screen.findByRole("button", { name: "cat.jpg: No longer available" });
});

test.each([
  [503, "Couldn't be loaded"],
  [404, "No longer available"],
])("the lightbox says why there is no picture: %i", async (status, text) => {
  const stage = (
    <Stage handle={{ current: null }} image={image} onSwipe={() => undefined} onClose={() => undefined} />
  );
  const { container } = openPage(stage);
  answer(status);
  failAll(container);
  await screen.findByText(text);
});
