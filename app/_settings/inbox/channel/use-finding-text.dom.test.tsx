import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { useWordsText } from "./use-finding-text";

function Words({ text }: { text: string }) {
  return <p role="status">{useWordsText()(text)}</p>;
}

test.each([
  ["inbox.legal_hold", /^The email can't be stored: (?!inbox)[A-Z].*\.$/],
  [
    "input.invalid, email.subject is too long",
    /^The email can't be stored: (?!input).*\(email\.subject is too long\)$/,
  ],
  ["words of a newer server", /^The email can't be stored: words of a newer server$/],
])("a mail that is refused with %s is explained in a sentence", (words, sentence) => {
  openPage(<Words text={`The mail cannot be stored: ${words}.`} />, { answers: {} });
  expect(screen.getByRole("status").textContent).toMatch(sentence);
});
