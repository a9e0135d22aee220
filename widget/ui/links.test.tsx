/** @jsxImportSource preact */
import { type ComponentChildren, isValidElement } from "preact";
import { expect, test } from "vitest";
import { linkify, marked } from "./links";

const hrefOf = (props: { href?: string; children?: ComponentChildren }) => props.href;

/** Texts as they are; links as `[address]`. */
const shown = (text: string) =>
  linkify(text)
    .map((part) => (isValidElement(part) ? `[${hrefOf(part.props)}]` : part))
    .join("");

test.each([
  ["See https://a.example/x?y=1&z=2.", "See [https://a.example/x?y=1&z=2]."],
  ["(http://a.example)", "([http://a.example])"],
  ["请看https://a.example/路径。谢谢", "请看[https://a.example/路径]。谢谢"],
  ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  ["javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"],
  ['https://a.example/"onclick="x', '[https://a.example/]"onclick="x'],
  ["http://", "http://"],
  ["", ""],
])("%s", (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test("a link opens a page that cannot reach this one", () => {
  const [, link] = linkify("https://a.example");
  expect(isValidElement(link) && link.props).toMatchObject({
    target: "_blank",
    rel: "noopener noreferrer nofollow",
  });
});

test("a member's marks become elements, and addresses within them links", () => {
  const [text, bold] = marked(["Is ", { tag: "b", pieces: ["https://a.example"] }]);
  expect(text).toBe("Is ");
  expect(isValidElement(bold) && bold.type).toBe("b");
  const [, link] = isValidElement(bold) ? [bold.props].flatMap(({ children }) => children) : [];
  expect(isValidElement(link) && link.type).toBe("a");
});

test("a long text without an address is read in time that grows with its length only", () => {
  const before = performance.now();
  linkify("https://".repeat(20_000) + "http".repeat(50_000));
  expect(performance.now() - before).toBeLessThan(1_000);
});
