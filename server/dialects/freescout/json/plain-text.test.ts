import fc from "fast-check";
import { expect, test } from "vitest";
import { aContact, aConversation, aMessage } from "@/test/support/scenes/dtos";
import { holds } from "@/test/support/scenes/property";
import { plainText } from "./plain-text";
import { threadBody } from "./thread-body";
import { customerPerson, htmlOf } from "./words";

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
  ['See <a href="https://x.io/a?b=1">link</a>.', "See link (https://x.io/a?b=1)."],
  [
    "<a class=\"x\" href='https://x.io/?a=1&amp;lt=2' target=_blank><b>two</b> words</a>",
    "two words (https://x.io/?a=1&lt=2)",
  ],
  [
    '<a href="https://x.io/a">https://x.io/a</a> <a href="https://x.io">https://x.io</a>',
    "https://x.io/a https://x.io",
  ],
  ['<a href="https://x.io/a"><img src="b.png"></a>', "https://x.io/a"],
  ['<a href="https://x.io/wiki_(it)">wiki</a>', "wiki (https://x.io/wiki_%28it%29)"],
  ['<a href="mailto:li@example.test?subject=Hi">Li</a>', "Li (li@example.test)"],
  ['<a href="mailto:li@example.test">li@example.test</a>', "li@example.test"],
  ['<a href="javascript:alert(1)">a</a> <a href="/relative">b</a> <a name="x">c</a>', "a b c"],
  ['<a href="https://x.io">never closed', "never closed"],
])("%j is %j", (html, text) => {
  expect(plainText(html)).toBe(text);
});

test("text shown as HTML is converted back to the same text", () => {
  holds(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(plainText(htmlOf(text))).toBe(text.replace(/\r\n?/g, "\n").trim());
    }),
  );
});

test("a thread of a group has the group as its customer and the member who wrote it as its creator", () => {
  const choir = aContact({ id: 7, name: "Choir", isGroup: true });
  const written = aMessage({ direction: "in", sender: { type: "contact", id: 8, name: "Bo Berg" } });
  const thread = threadBody(written, {
    conversation: aConversation({ contactId: 7 }),
    customer: customerPerson(choir),
    urlsOf: () => ({}),
    status: "active",
  });
  expect(thread).toMatchObject({
    type: "customer",
    customer: { id: 7, firstName: "Choir" },
    createdBy: { id: 8, type: "customer", firstName: "Bo", lastName: "Berg" },
  });
});
