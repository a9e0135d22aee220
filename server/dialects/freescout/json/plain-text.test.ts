import fc from "fast-check";
import { expect, test } from "vitest";
import { plainText } from "./plain-text";
import { htmlOf } from "./words";

test.each([
  ["Hello", "Hello"],
  ["one\ntwo", "one\ntwo"],
  ["one<br>two<br/>three", "one\ntwo\nthree"],
  ["<p>one</p>\n<p>two</p>", "one\ntwo"],
  ["<ul><li>a</li><li>b</li></ul>", "a\nb"],
  ["<b>bold</b>\nand <i>not</i>", "bold and not"],
  ["a &lt; b &amp; c &gt; d&nbsp;&quot;e&#39; &#x1F600;", `a < b & c > d "e' 😀`],
  ["a < b and c > d", "a < b and c > d"],
  ["1<2, 3>2", "1<2, 3>2"],
  ["<style>p { color: red }</style>x<script>alert(1)</script>y<!-- z -->", "xy"],
  ["x<script>never closed", "x"],
  ["&#0;&#xd800;&nosuch;", "&#0;&#xd800;&nosuch;"],
])("%j is %j", (html, text) => {
  expect(plainText(html)).toBe(text);
});

test("text shown as HTML is converted back to the same text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(plainText(htmlOf(text))).toBe(text.replace(/\r\n?/g, "\n").trim());
    }),
  );
});
