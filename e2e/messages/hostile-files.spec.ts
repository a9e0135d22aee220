import { expect } from "@playwright/test";
import { API_TOKEN } from "@/e2e/support/environment";
import { test } from "@/e2e/support/windows";

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
