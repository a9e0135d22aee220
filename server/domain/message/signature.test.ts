import { expect, test } from "vitest";
import { withSignature } from "./signature";

test.each([
  ["a text gets it below, after a blank line", "Hello", "Grace", "Hello\n\nGrace"],
  ["spaces before it are left out", "Hello \n", "Grace", "Hello\n\nGrace"],
  ["a text that ends with it stays", "Hello\n\nGrace", "Grace", "Hello\n\nGrace"],
  ["a text that ends with a word of it does not", "Thanks, Grace", "Grace", "Thanks, Grace\n\nGrace"],
  ["a message of files alone gets none", "", "Grace", ""],
  ["without a signature the text stays", "Hello ", "", "Hello "],
])("%s", (_, text, signature, signed) => expect(withSignature(text, signature)).toBe(signed));

test("a signed text is not signed twice", () => {
  const signed = withSignature("Hello", "Grace\nShop");
  expect(withSignature(signed, "Grace\nShop")).toBe(signed);
});
