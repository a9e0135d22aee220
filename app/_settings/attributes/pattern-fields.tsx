"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Field } from "@/app/_ui/field";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { ATTRIBUTE_PATTERN_CHARS_MAX } from "@/server/contract/organising/constants";

type Compile = typeof import("@/server/contract/organising/attribute-pattern")["compileAttributePattern"];

/** The compiler of patterns, which is large: null until it is loaded. */
function useCompile(): Compile | null {
  const [compile, setCompile] = useState<Compile | null>(null);
  useEffect(() => {
    let isGone = false;
    void import("@/server/contract/organising/attribute-pattern").then((loaded) => {
      if (!isGone) setCompile(() => loaded.compileAttributePattern);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return compile;
}

type PatternFieldsProps = { pattern: string | null; patternHint: string | null };

/** The format of a text: a regular expression, what to say of other texts, and an example to try it with. */
export function PatternFields({ patternHint, ...stored }: PatternFieldsProps) {
  const t = useTranslations("settings.attributes");
  const compile = useCompile();
  const [pattern, setPattern] = useState(stored.pattern ?? "");
  const [example, setExample] = useState("");
  const isMatch = compile === null || pattern === "" ? undefined : compile(pattern);
  return (
    <>
      <Field
        label={t("pattern")}
        name="pattern"
        maxLength={ATTRIBUTE_PATTERN_CHARS_MAX}
        autoComplete="off"
        spellCheck={false}
        value={pattern}
        onChange={({ target }) => setPattern(target.value)}
        hint={t("patternText", { lower: "{2}" })}
        error={isMatch === null ? t("patternInvalid") : undefined}
      />
      {pattern === "" ? null : (
        <>
          <Field
            label={t("example")}
            autoComplete="off"
            dir="auto"
            value={example}
            onChange={({ target }) => setExample(target.value)}
            hint={
              <output>
                {isMatch && example !== "" ? t(isMatch(example) ? "matches" : "matchesNot") : null}
              </output>
            }
          />
          <Field
            label={t("patternHint")}
            name="patternHint"
            maxLength={NAME_CHARS_MAX}
            autoComplete="off"
            dir="auto"
            defaultValue={patternHint ?? ""}
            hint={t("patternHintText")}
          />
        </>
      )}
    </>
  );
}
