import { afterEach, expect, test } from "vitest";
import { notify, showBy, type ToastPort, warn } from "./toast";

const shown: string[] = [];
const dismissed: string[] = [];
const port: ToastPort = {
  show: ({ text }) => shown.push(text),
  dismiss: (id) => dismissed.push(id),
};
let end: (() => void) | null = null;

afterEach(() => {
  end?.();
  end = null;
  shown.length = 0;
  dismissed.length = 0;
});

test("of several toasts from before the window was loaded, only the newest is shown", () => {
  notify({ text: "first" });
  warn({ text: "second" });
  end = showBy(port);
  expect(shown).toEqual(["second"]);
});

test("a toast that was dismissed before the window was loaded is never shown", () => {
  notify({ text: "stale" }).dismiss();
  end = showBy(port);
  expect(shown).toEqual([]);
});

test("each toast is dismissed by itself", () => {
  end = showBy(port);
  const [first, second] = [notify({ text: "first" }), notify({ text: "second" })];
  first.dismiss();
  second.dismiss();
  expect(shown).toEqual(["first", "second"]);
  expect(new Set(dismissed).size).toBe(2);
});
