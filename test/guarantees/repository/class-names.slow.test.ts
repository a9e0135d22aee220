import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { extendTailwindMerge } from "tailwind-merge";
import { expect, test } from "vitest";
import { cn } from "@/app/_lib/class-names";

/** With the whole of Tailwind, and our own sizes: without their names it would take them for colours. */
const whole = extendTailwindMerge({
  cacheSize: 0,
  extend: {
    theme: {
      text: ["3xs", "2xs", "xs", "sm", "base", "md", "lg", "xl"],
      radius: ["xs", "s", "m", "l", "full"],
      shadow: ["pop"],
      spacing: ["nav", "list", "context", "bar", "popup", "dialog", "command", "page"],
    },
  },
});

/** Not a class, or harmless beside what it conflicts with. */
const NOT_COMPARED = new Set(["font-size", "@container/list"]);

/** The classes in the sources of the screens, without their variants. */
function classesInUse(): string[] {
  const files = readdirSync("app", { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\.|class-groups/.test(file),
  );
  const found = new Set<string>();
  for (const file of files)
    for (const [, text = ""] of readFileSync(join("app", file), "utf8").matchAll(/["`]([^"`\n]*)["`]/g))
      for (const word of text.split(" ")) found.add(word.replace(/^(?:[^:[\]]*:)+/, "").replace(/!$/, ""));
  return [...found].filter((word) => whole(`${word} ${word}`) === word && !NOT_COMPARED.has(word));
}

test("of two classes that the screens use, the same conflict as in the whole of Tailwind", () => {
  const classes = classesInUse();
  expect(classes.length).toBeGreaterThan(500);
  const different: string[] = [];
  for (const first of classes)
    for (const second of classes) {
      const both = `${first} ${second}`;
      if (first !== second && whole(both) !== cn(both)) different.push(both);
    }
  expect(different).toEqual([]);
});
