import type { Page } from "@playwright/test";
import sharp from "sharp";

/** A file as Playwright's `setInputFiles` takes it. */
export type Sample = { name: string; mimeType: string; buffer: Buffer };

/** A picture of one colour. */
export async function picture(
  name: string,
  { width = 640, height = 480, colour = "#e07a5f" } = {},
): Promise<Sample> {
  const made = sharp({ create: { width, height, channels: 3, background: colour } });
  return { name, mimeType: "image/png", buffer: await made.png().toBuffer() };
}

export const plainText = (name: string, text = "one\ntwo\n"): Sample => ({
  name,
  mimeType: "text/plain",
  buffer: Buffer.from(text),
});

export const toFile = ({ name, mimeType, buffer }: Sample): File =>
  new File([new Uint8Array(buffer)], name, { type: mimeType });

/** Drags files over an element, drops them, or pastes them into it, as the browser reports it to the page. */
export async function transfer(
  page: Page,
  selector: string,
  { type, files }: { type: "dragover" | "drop" | "paste"; files: readonly Sample[] },
): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    base64: buffer.toString("base64"),
  }));
  await page.locator(selector).evaluate(
    (element, sent) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of sent.given) {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mimeType }));
      }
      const init = { bubbles: true, cancelable: true };
      element.dispatchEvent(
        sent.type === "paste"
          ? new ClipboardEvent(sent.type, { ...init, clipboardData: data })
          : new DragEvent(sent.type, { ...init, dataTransfer: data }),
      );
    },
    { type, given },
  );
}
