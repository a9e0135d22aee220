"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useUnfolded } from "@/app/_inbox/thread/unfolded";
import type { Mention } from "@/server/contract/_shared/dto";
import { foldedText } from "./fold-text";
import { MessageText } from "./message-text";

type FoldedTextProps = { id: string; text: string; mentions?: readonly Mention[] | undefined };

/** A message's text. Of a long one only the beginning is rendered until the reader asks for all of it. */
export function FoldedText({ id, text, mentions }: FoldedTextProps) {
  const t = useTranslations("thread.fold");
  const format = useFormatter();
  const [isUnfolded, toggle] = useUnfolded(`text ${id}`);
  const beginning = foldedText(text);
  if (beginning === null) return <MessageText text={text} mentions={mentions} />;
  return (
    <>
      <div className={isUnfolded ? "" : "fade-end"}>
        <MessageText text={isUnfolded ? text : beginning} mentions={mentions} />
      </div>
      <button
        type="button"
        aria-expanded={isUnfolded}
        onClick={toggle}
        className="my-1 rounded-xs font-semibold text-accent text-sm hover:underline pointer-coarse:min-h-10"
      >
        {isUnfolded ? t("less") : t("all", { count: format.number(text.length) })}
      </button>
    </>
  );
}
