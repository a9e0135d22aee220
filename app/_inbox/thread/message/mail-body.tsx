"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { keyOf } from "@/app/_inbox/thread/items/items";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { FoldedText } from "@/app/_shared/message/text/folded-text";
import { Button } from "@/app/_ui/button";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { FRAME_SANDBOX, REMOTE_PICTURES_HEADER } from "@/server/contract/message/mail-frame";
import type { MessageEmail } from "@/server/contract/message/message-email";

type MailBodyProps = { message: MessageDto; email: MessageEmail };

/** An e-mail: its header and its HTML; its text where it has none. */
export default function MailBody({ message, email }: MailBodyProps) {
  const { subject } = useOpenThread();
  return (
    <div className="min-w-0">
      <MailHeader email={email} isSubjectShown={email.subject !== "" && email.subject !== subject} />
      <MailHtml message={message} email={email} />
    </div>
  );
}

/** From, to and cc, and the subject if it is not the conversation's. */
function MailHeader({ email, isSubjectShown }: { email: MessageEmail; isSubjectShown: boolean }) {
  const t = useTranslations("thread.mail");
  const lines = [
    { label: t("from"), value: addressText(email.from) },
    { label: t("to"), value: email.to.map(addressText).join(", ") },
    { label: t("cc"), value: email.cc.map(addressText).join(", ") },
    { label: t("subject"), value: isSubjectShown ? email.subject : "" },
  ];
  return (
    <dl className="mb-1.5 text-muted text-xs">
      {lines
        .filter(({ value }) => value !== "")
        .map(({ label, value }) => (
          <div key={label} className="flex min-w-0 gap-1">
            <dt className="shrink-0">{label}</dt>
            <dd className="truncate" title={value} dir="auto">
              {value}
            </dd>
          </div>
        ))}
    </dl>
  );
}

const addressText = ({ name, address }: MessageEmail["from"]): string =>
  name === "" ? address : `${name} <${address}>`;

/** The frame has no origin, so that its height cannot be measured: the reader can change it. */
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
      <iframe
        title={t("frame", { name: email.from.name || email.from.address })}
        sandbox={FRAME_SANDBOX}
        src={showsPictures ? `${src}&pictures=1` : src}
        loading="lazy"
        className="h-80 w-xl max-w-full resize-y rounded-m bg-bg"
      />
    </>
  );
}

/** What the answer says about the mail's HTML; null: it has none that can be shown. */
async function readFrame(src: string): Promise<{ hasRemotePictures: boolean } | null> {
  const { ok, status, headers } = await fetch(src, { method: "HEAD" });
  if (status === 404) return null;
  if (!ok) throw new Error(`the frame of a mail was answered with ${status}`);
  return { hasRemotePictures: headers.get(REMOTE_PICTURES_HEADER) === "1" };
}

/** The theme of the page, which may be the system's. */
function readTheme(): "light" | "dark" {
  const { theme } = document.documentElement.dataset;
  if (theme === "light" || theme === "dark") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
