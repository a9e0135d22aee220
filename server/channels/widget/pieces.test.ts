import { expect, test } from "vitest";
import { shownText } from "./pieces";

test.each([
  ["Hello", { text: "Hello" }],
  [
    "Is **this** right?",
    { text: "Is this right?", pieces: ["Is ", { tag: "b", pieces: ["this"] }, " right?"] },
  ],
  [
    "**Yes, _very_**",
    { text: "Yes, very", pieces: [{ tag: "b", pieces: ["Yes, ", { tag: "i", pieces: ["very"] }] }] },
  ],
  ["See [the page](https://a.example/x)", { text: "See the page (https://a.example/x)" }],
  ["- one\n2. two\n> three", { text: "• one\n2. two\n> three" }],
  [
    "```\n**x**\n```\nhttps://a.example.",
    {
      text: "**x**\nhttps://a.example.",
      pieces: [{ tag: "code", pieces: ["**x**"] }, "\nhttps://a.example."],
    },
  ],
  ["[no](javascript:alert(1)) 2*3*4", { text: "[no](javascript:alert(1)) 2*3*4" }],
])("%s", (content, shown) => {
  expect(shownText(content)).toEqual(shown);
});
