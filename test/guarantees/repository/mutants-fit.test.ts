import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MUTANTS } from "@/test/long/mutants";

test.each(MUTANTS.map((mutant) => [mutant.title, mutant] as const))(
  "the mutant's text occurs once in its file: %s",
  (_, { file, from }) => {
    const source = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
    expect(source.split(from).length - 1).toBe(1);
  },
);
