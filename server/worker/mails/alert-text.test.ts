import { expect, test } from "vitest";
import { LOCALES } from "@/server/contract/_shared/constants";
import { alertText } from "./alert-text";

const KINDS = ["messages_failing", "callback_down", "channel_disconnected", "archive_failing"] as const;
const words = { name: "Ada", account: "Shop", link: "https://desk.example/settings" };

test.each(LOCALES)(
  "in %s the words of an error end a sentence, also those with a stop of their own",
  (locale) => {
    const stop = { en: ". ", zh: "。" }[locale];
    for (const kind of KINDS)
      for (const [error, shown] of [
        ["connect ECONNREFUSED", `connect ECONNREFUSED${stop}`],
        ["550 No such user.", "550 No such user."],
      ]) {
        const subject = { type: "inbox" as const, id: 1, name: "Mails" };
        const { text } = alertText(locale, { kind, subject, facts: { error }, closedAt: null }, words);
        expect(text).toContain(shown);
        expect(text).not.toContain("..");
      }
  },
);
