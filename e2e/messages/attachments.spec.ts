import { expect, type Page } from "@playwright/test";
import { violationsInBothSchemes } from "@/e2e/support/axe";
import { API_TOKEN } from "@/e2e/support/environment";
import type { Story } from "@/e2e/support/integrator";
import { picture, plainText, toFile, transfer } from "@/e2e/support/sample-files";
import { details, message, pane, rowOf } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("attachments", () => {
  const field = (page: Page, { customer }: Story) =>
    page.getByRole("textbox", { name: `Reply to ${customer}` });

  const tiles = (page: Page) => page.getByRole("list", { name: "Attached files" }).getByRole("listitem");

  const send = (page: Page) => page.getByRole("button", { name: /^Send(?! and)/ });

  const pick = (page: Page) => page.locator('input[type="file"]');

  const lightbox = (page: Page, name: string) => page.getByRole("dialog", { name });

  const place = ({ inboxId, displayId }: Story) => `/inbox?view=all&inbox=${inboxId}&c=${displayId}`;

  const MESSAGES = 'section[aria-label^="Messages with"]';

  test("picked files are sent with a caption, open in the lightbox, and are listed in the details", {
    tag: "@journey",
  }, async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Which one is it?");
    const page = await openWindow(place(story), { viewport: { width: 1440, height: 900 } });
    await pick(page).setInputFiles([
      await picture("front.png"),
      await picture("back.png", { width: 300, height: 600, colour: "#2a9d8f" }),
      plainText("size table.txt"),
    ]);
    await expect(tiles(page)).toHaveCount(3);
    await field(page, story).fill("One of these");
    await page.getByRole("button", { name: "Emoji" }).click();
    await page.getByRole("searchbox", { name: "Search emoji" }).fill("thumbs up");
    await page.getByRole("gridcell", { name: "thumbs up" }).click();
    await expect(field(page, story)).toHaveValue(/^One of these👍/u);
    await send(page).click();
    const sent = message(page, "One of these");
    await expect(sent.getByRole("button", { name: /^Open / })).toHaveCount(2);
    await expect(sent).toContainText("size table.txt");
    await expect(tiles(page)).toHaveCount(0);

    await page.reload();
    const front = sent.getByRole("button", { name: "Open front.png" });
    await front.click();
    await expect(lightbox(page, "front.png")).toContainText("1 of 2");
    await page.keyboard.press("ArrowRight");
    await expect(lightbox(page, "back.png")).toContainText("2 of 2");
    await page.keyboard.press("+");
    await page.keyboard.press("ArrowRight");
    await expect(lightbox(page, "back.png")).toBeVisible();
    await expect(page.getByRole("img", { name: "back.png" })).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(lightbox(page, "back.png")).toBeHidden();
    await expect(front).toBeFocused();

    const download = page.waitForEvent("download");
    await details(page).getByRole("link", { name: "Download size table.txt" }).click();
    expect((await download).suggestedFilename()).toBe("size table.txt");
    await details(page).getByRole("button", { name: "Open back.png" }).click();
    await lightbox(page, "back.png").getByRole("button", { name: "Show in conversation" }).click();
    await expect(page.locator("[data-linked]")).toContainText("One of these");
  });

  test("files are pasted and dropped; a running upload is cancelled, and a failed one blocks sending until it is retried", {
    tag: "@journey",
  }, async ({ integrator, openWindow, faults }) => {
    faults.expect(/503/); // the refused upload
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Can you send me a photo?");
    const page = await openWindow(place(story));
    await expect(message(page, "Can you send me a photo?")).toBeVisible();
    await page.route(/\/api\/files\?name=slow/, () => undefined); // never answered
    await page.route(
      /\/api\/files\?name=photo/,
      (route) => route.fulfill({ status: 503, json: { error: { code: "file.not_stored", message: "" } } }),
      { times: 1 },
    );
    await field(page, story).fill("kept");
    await transfer(page, "textarea", { type: "paste", files: [await picture("slow.png")] });
    await page.getByRole("button", { name: "Cancel the upload of slow.png" }).click();
    await expect(tiles(page)).toHaveCount(0);
    await field(page, story).fill("");

    const photo = [await picture("photo.png")];
    await transfer(page, MESSAGES, { type: "dragover", files: photo });
    await expect(
      pane(page).getByText(`Drop files to add them to your reply to ${story.customer}`),
    ).toBeVisible();
    await transfer(page, MESSAGES, { type: "drop", files: photo });
    await expect(tiles(page)).toContainText("Couldn't be stored");
    await expect(pane(page).getByText("1 file wasn't uploaded. Retry or remove it to send.")).toBeVisible();
    await expect(send(page)).toBeDisabled();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Upload photo.png again" }).click();
    await expect(send(page)).toBeEnabled();
    await field(page, story).press("Control+Enter");
    await expect(rowOf(page, story.customer)).toContainText("Photo");
    await expect(pane(page).getByRole("button", { name: "Open photo.png" })).toBeVisible();
  });

  test("a message with files is undone: they return to the composer and are sent again as a note", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "May I have the invoice?");
    const page = await openWindow(place(story), { undoSend: 60 });
    await pick(page).setInputFiles([plainText("invoice.txt"), await picture("stamp.png")]);
    await send(page).click();
    await expect(rowOf(page, story.customer)).toContainText("2 files");
    await expect(tiles(page)).toHaveCount(0);
    await pane(page).getByRole("button", { name: "Undo" }).click();
    await expect(tiles(page)).toHaveText([/invoice\.txt/, /stamp\.png/]);
    await expect(pane(page).getByRole("button", { name: "Open stamp.png" })).toHaveCount(0);

    await page.getByRole("button", { name: "Note", exact: true }).click();
    await page.getByRole("button", { name: "Add note" }).click();
    await expect(pane(page).getByRole("button", { name: "Open stamp.png" })).toBeVisible();
    await expect(pane(page).getByRole("link", { name: "Download invoice.txt" })).toBeVisible();
  });

  test("on a phone, a customer's files fit the screen and lead to the details and back", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const pictures = await Promise.all(
      ["a", "b", "c", "d", "e"].map((name) => picture(`${name}.png`, { width: 2000, height: 400 })),
    );
    const long = plainText(`${"a very long name ".repeat(8)}.csv`);
    await integrator.receiveFiles(story.displayId, "All of it", [...pictures, long].map(toFile));
    const page = await openWindow(place(story), {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await expect(message(page, "All of it")).toContainText("+1");
    await expect(page.getByRole("button", { name: "Emoji" })).toBeHidden();
    await pick(page).setInputFiles([pictures[0] ?? long, long]);
    await expect(tiles(page)).toHaveCount(2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Details" }).click();
    const sheet = page.getByRole("dialog", { name: story.customer });
    await sheet.getByRole("button", { name: "Open e.png" }).click();
    await expect(lightbox(page, "e.png")).toContainText("5 of 5");
    await lightbox(page, "e.png").getByRole("button", { name: "Close" }).click();
    await sheet.getByRole("button", { name: "Show in conversation" }).click();
    await expect(sheet).toBeHidden();
    await expect(page.locator("[data-linked]")).toContainText("All of it");
  });
});

test.describe("hostile files", () => {
  /** Each sets `window.ranScript`, or opens a dialog, if anything in it runs. */
  const SCRIPT = "window.top.ranScript = true; alert('ran')";

  const HTML = `<!doctype html><title>Invoice</title><script>${SCRIPT}</script>`;

  const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="${SCRIPT}"><script>${SCRIPT}</script></svg>`;

  /** A GIF for one reader, a script for another. */
  const GIF_AND_SCRIPT = `GIF89a/*${"\0".repeat(20)}*/=0;${SCRIPT}//`;

  const PDF = `%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>> endobj
trailer <</Root 1 0 R>>`;

  test("no file runs anything in the browser of who opens it", async ({ openWindow, baseURL, faults }) => {
    const upload = async (name: string, bytes: string) => {
      const response = await fetch(`${baseURL}/v1/files?name=${encodeURIComponent(name)}`, {
        method: "POST",
        headers: { authorization: `Bearer ${API_TOKEN}`, "content-type": "image/png" }, // a claim that counts for nothing
        body: bytes,
      });
      const { id, url } = (await response.json()) as { id: number; url: string };
      return { own: `/files/${id}/${encodeURIComponent(name)}`, signed: url };
    };
    const page = await openWindow("/inbox");
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      return dialog.dismiss();
    });

    for (const [name, bytes, type] of [
      ["invoice.html", HTML, "text/html"],
      ["drawing.svg", SVG, "image/svg+xml"],
      ["photo.png.html", HTML, "text/html"],
    ] as const) {
      const { own, signed } = await upload(name, bytes);
      for (const address of [own, signed]) {
        const download = page.waitForEvent("download");
        const opened = await page.goto(address).catch(() => null); // a download is no page
        expect(opened, address).toBeNull();
        expect((await download).suggestedFilename()).toBe(name);
        const { headers } = await page.evaluate(async (path) => {
          const answer = await fetch(path);
          return { headers: Object.fromEntries(answer.headers) };
        }, new URL(address, baseURL).pathname + new URL(address, baseURL).search);
        expect(headers["content-type"]).toContain(type);
        expect(headers["content-security-policy"]).toContain("sandbox");
        expect(headers["x-content-type-options"]).toBe("nosniff");
      }
    }

    faults.expect(/nosniff|MIME type|Refused|violates|ERR_/);
    const polyglot = await upload("photo.gif", GIF_AND_SCRIPT);
    const drawing = await upload("drawing.svg", SVG);
    await page.evaluate(
      ([gif, svg]) => {
        const add = (tag: "script" | "img", src: string) =>
          new Promise<void>((resolve) => {
            const element = document.createElement(tag);
            element.onload = () => resolve();
            element.onerror = () => resolve();
            element.src = src;
            document.body.append(element);
          });
        return Promise.all([add("script", gif), add("img", svg)]);
      },
      [polyglot.own, drawing.own] as const,
    );
    expect(await page.evaluate(() => "ranScript" in window)).toBe(false);

    const { own } = await upload("invoice.pdf", PDF);
    const shown = await page.request.get(own); // a browser without a screen has no viewer for it
    expect(shown.headers()["content-type"]).toBe("application/pdf");
    expect(shown.headers()["content-disposition"]).toMatch(/^inline;/);
    expect(shown.headers()["content-security-policy"]).toContain("default-src 'none'");
    expect(dialogs).toEqual([]);
  });
});
