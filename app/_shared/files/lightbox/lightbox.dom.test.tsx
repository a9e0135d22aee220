import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { anAttachment } from "@/test/support/scenes/dtos";
import { LightboxProvider, useLightbox } from "./lightbox";

const images = [1, 2].map((id) => anAttachment({ id, name: `${id}.png`, contentType: "image/png" }));

function Opener() {
  const open = useLightbox();
  return (
    <button type="button" onClick={() => open(images, 0)}>
      Open 1.png
    </button>
  );
}

test("the arrows go through the images also before the lightbox has the focus", async () => {
  const { user } = openPage(
    <LightboxProvider>
      <Opener />
    </LightboxProvider>,
  );
  const opener = screen.getByRole("button");
  await user.click(opener);
  expect((await screen.findByRole("dialog")).textContent).toContain("1 of 2");
  fireEvent.keyDown(opener, { key: "ArrowRight" });
  expect(screen.getByRole("dialog").textContent).toContain("2 of 2");
  fireEvent.keyDown(screen.getByRole("dialog"), { key: "ArrowLeft" });
  expect(screen.getByRole("dialog").textContent).toContain("1 of 2");
});
