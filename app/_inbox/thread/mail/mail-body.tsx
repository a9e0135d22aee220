"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { keyOf } from "@/app/_inbox/thread/items/items";
import { FoldedText } from "@/app/_shared/message/text/folded-text";
import { Button } from "@/app/_ui/button";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { REMOTE_PICTURES_HEADER } from "@/server/contract/message/mail-frame";
import type { MessageEmail } from "@/server/contract/message/message-email";
import { MailFrame } from "./mail-frame";
import { MailHeader } from "./mail-header";

type MailBodyProps = { message: MessageDto; email: MessageEmail };

/** An e-mail: its header and its HTML; its text where it has none. */
export default function MailBody(props: MailBodyProps) {
  return (
    <div className="min-w-0">
      <MailHeader {...props} />
      <MailHtml {...props} />
    </div>
  );
}

function MailHtml({ message, email }: MailBodyProps) {
  const t = useTranslations("thread.mail");
  const locale = useLocale();
  const [showsPictures, setShowsPictures] = useState(false);
  const src = `/api/messages/${message.id}/mail?locale=${locale}&theme=${readTheme()}`;
  const { data: frame } = useQuery({
    queryKey: ["mailFrame", message.id],
    queryFn: () => readFrame(src),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!frame) return <FoldedText id={keyOf(message)} text={message.content} mentions={message.mentions} />;
  return (
    <>
      {frame.hasRemotePictures && !showsPictures ? (
        <Button size="sm" className="mb-1.5" onClick={() => setShowsPictures(true)}>
          {t("showPictures")}
        </Button>
      ) : null}
      <MailFrame
        messageId={message.id}
        title={t("frame", { name: email.from.name || email.from.address })}
        src={showsPictures ? `${src}&pictures=1` : src}
      />
    </>
  );
}

/** What the answer says about the mail's HTML; null: it has none that can be shown. */
async function readFrame(src: string): Promise<{ hasRemotePictures: boolean } | null> {
  const { ok, status, headers } = await fetch(src, { method: "HEAD" });
  if (status === 204) return null;
  if (!ok) throw new Error(`the frame of a mail was answered with ${status}`);
  return { hasRemotePictures: headers.get(REMOTE_PICTURES_HEADER) === "1" };
}

/** The theme of the page, which may be the system's. */
function readTheme(): "light" | "dark" {
  const { theme } = document.documentElement.dataset;
  if (theme === "light" || theme === "dark") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
