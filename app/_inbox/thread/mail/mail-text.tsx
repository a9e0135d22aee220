"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { keyOf } from "@/app/_inbox/thread/items/items";
import { FoldButton, FoldedText, useUnfolded } from "@/app/_shared/message/text/folded-text";
import type { MessageDto } from "@/server/contract/_shared/dto";

type MailTextProps = {
  message: MessageDto;
  /** The address of the whole text. */
  src: string;
  /** The message is without the mails that the text quotes. */
  isCut: boolean;
};

/** The text of a mail; with the quoted mails once the reader unfolds them. */
export function MailText({ message, src, isCut }: MailTextProps) {
  const t = useTranslations("thread.mail");
  const [isUnfolded, toggle] = useUnfolded(`quote ${message.id}`);
  const { data: whole, isError } = useQuery({
    queryKey: ["mailText", message.id],
    queryFn: () => readText(src),
    enabled: isCut && isUnfolded,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const text = isUnfolded && whole !== undefined ? whole : message.content;
  return (
    <>
      <FoldedText id={keyOf(message)} text={text} mentions={message.mentions} />
      {isCut ? (
        <FoldButton isUnfolded={isUnfolded} onToggle={toggle}>
          {t(isUnfolded ? "hideQuote" : "showQuote")}
        </FoldButton>
      ) : null}
      {isUnfolded && isError ? <p className="text-bad text-sm">{t("quoteFailed")}</p> : null}
    </>
  );
}

async function readText(src: string): Promise<string> {
  const answer = await fetch(src);
  if (!answer.ok) throw new Error(`the text of a mail was answered with ${answer.status}`);
  return answer.text();
}
