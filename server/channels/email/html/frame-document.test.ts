import { expect, test } from "vitest";
import { type FramedMail, frameDocument, framePolicy } from "./frame-document";

const pageOf = (html: string, more: Partial<FramedMail> = {}): string =>
  frameDocument({
    mail: { html, css: "", hasColors: false },
    pictureUrl: (contentId) => (contentId === "a&b" ? "/files/1?a=1&b=$&" : null),
    hasRemotePictures: false,
    quoteLabel: "Quoted <text>",
    locale: "en",
    theme: "dark",
    ...more,
  });
const BODY = '<body dir="auto">';
const framed = (html: string, more: Partial<FramedMail> = {}): string => {
  const page = pageOf(html, more);
  return page.slice(page.indexOf(BODY) + BODY.length, -"</body></html>".length);
};

test("a picture of the mail has its file's address, and an unknown one none", () => {
  expect(framed('<img alt="x" data-cid="a&amp;b" />')).toBe(
    '<img alt="x" src="/files/1?a=1&amp;b=$&amp;" />',
  );
  expect(framed('<img data-cid="c" />')).toBe('<img data-cid="c" />');
});

test("a remote picture has an address only once it is shown", () => {
  const html = '<img data-remote="https://x.example/a.png?b&amp;c" />';
  expect(framed(html)).toBe(html);
  expect(framed(html, { hasRemotePictures: true })).toBe('<img src="https://x.example/a.png?b&amp;c" />');
});

test("a quotation gets its label, which stays text", () => {
  expect(framed('<details data-quote="true">old</details>')).toBe(
    '<details data-quote="true"><summary>Quoted &lt;text&gt;</summary>old</details>',
  );
});

test("text that looks like a picture stays text", () => {
  const html = '<p>&lt;img data-cid="a&amp;b"&gt; data-cid="a&amp;b"</p>';
  expect(framed(html)).toBe(html);
});

test("the policy allows remote pictures only if they are shown", () => {
  expect(framePolicy({ hasRemotePictures: false })).toContain("img-src 'self' data:;");
  expect(framePolicy({ hasRemotePictures: true })).toContain("img-src 'self' data: https: http:;");
});

test("a mail that sets colours is marked for a white background", () => {
  expect(pageOf("a")).toContain('<html lang="en" data-theme="dark">');
  expect(pageOf("a", { mail: { html: "a", css: "", hasColors: true } })).toContain(
    'data-theme="dark" data-colors>',
  );
});
