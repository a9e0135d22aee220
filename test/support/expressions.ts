import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseSync, Visitor } from "oxc-parser";
import type { checkSync } from "recheck";

/** recheck without its native programs: the same answers on every machine, and none in another process. */
const recheck: { checkSync: typeof checkSync } = createRequire(import.meta.url)("recheck/lib/browser.js");

/** The regular expressions of the program, each with the files that contain it. */
export function expressionsOfProgram(): { literals: Map<string, string[]>; made: Map<string, string[]> } {
  const literals = new Map<string, string[]>();
  const made = new Map<string, string[]>();
  const add = (to: Map<string, string[]>, key: string, file: string) =>
    void to.set(key, [...(to.get(key) ?? []), file]);
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "server", "app"], {
    encoding: "utf8",
  });
  const isSource = (file: string) => /\.tsx?$/.test(file) && !/\.test\.|\/generated\//.test(file);
  for (const file of listed.split("\n").filter(isSource)) {
    const text = readFileSync(file, "utf8");
    if (!/RegExp|\//.test(text)) continue;
    const make = ({ callee, start, end }: { callee: object; start: number; end: number }) => {
      if ("name" in callee && callee.name === "RegExp")
        add(made, text.slice(start, end).replace(/\s+/g, " "), file);
    };
    new Visitor({
      Literal(node) {
        if ("regex" in node) add(literals, `/${node.regex.pattern}/${node.regex.flags}`, file);
      },
      NewExpression: make,
      CallExpression: make,
    }).visit(parseSync(file, text).program);
  }
  return { literals, made };
}

/** Whether an expression takes time linear in its text, proved on its automaton. Slow: up to a minute. */
export function isProvedLinear(expression: string): boolean {
  const end = expression.lastIndexOf("/");
  try {
    const options = { checker: "automaton", timeout: 60_000 } as const;
    const found = recheck.checkSync(expression.slice(1, end), expression.slice(end + 1), options);
    return found.status === "safe";
  } catch {
    return false; // too large for it
  }
}
