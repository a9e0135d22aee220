"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { MessageFiles } from "@/app/_inbox/thread/files/message-files";
import { Button } from "@/app/_ui/button";
import type { MessageDto } from "@/server/contract/_shared/dto";
import {
  OWN_PICTURES_HEADER,
  QUOTED_TEXT_HEADER,
  REMOTE_PICTURES_HEADER,
} from "@/server/contract/message/mail-frame";
import type { MessageEmail } from "@/server/contract/message/message-email";
import { MailFrame } from "./mail-frame";
import { MailHeader } from "./mail-header";
import { MailText } from "./mail-text";

type MailBodyProps = { message: MessageDto; email: MessageEmail };

/** An e-mail: its header and its HTML; its text where it has none. */
export default function MailBody(props: MailBodyProps) {
  return (
    <div className="min-w-0">
      <MailHeader {...props} />
      <MailContents {...props} />
    </div>
  );
}

type RestProps = Pick<MailBodyProps, "message"> & { shape: MailShape | undefined };

/** The files of a mail but the pictures that its frame shows. Until that is known, none that may be shown there. */
function OtherFiles({ message: { attachments = [] }, shape }: RestProps) {
  const inFrame = shape?.kind === "html" ? shape.pictureIds : [];
  const files = attachments.filter(({ id, contentId }) =>
    shape ? !inFrame.includes(id) : contentId === undefined,
  );
  return files.length === 0 ? null : <MessageFiles files={files} />;
}

function MailContents({ message, email }: MailBodyProps) {
  const t = useTranslations("thread.mail");
  const locale = useLocale();
  const [showsPictures, setShowsPictures] = useState(false);
  const src = `/api/messages/${message.id}/mail?locale=${locale}&theme=${readTheme()}`;
  const { data: shape } = useQuery({
    queryKey: ["mailShape", message.id],
    queryFn: () => readShape(src),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (shape?.kind !== "html")
    return (
      <>
        <MailText message={message} src={src} isCut={shape?.isCut ?? false} />
        <OtherFiles message={message} shape={shape} />
      </>
    );
  return (
    <>
      {shape.hasRemotePictures && !showsPictures ? (
        <Button size="sm" className="mb-1.5" onClick={() => setShowsPictures(true)}>
          {t("showPictures")}
        </Button>
      ) : null}
      <MailFrame
        messageId={message.id}
        title={t("frame", { name: email.from.name || email.from.address })}
        src={showsPictures ? `${src}&pictures=1` : src}
      />
      <OtherFiles message={message} shape={shape} />
    </>
  );
}

type MailShape =
  | { kind: "html"; hasRemotePictures: boolean; pictureIds: readonly number[] }
  | { kind: "text"; isCut: boolean };

/** Whether a mail is shown as HTML or as text: the type of its frame's document. */
async function readShape(src: string): Promise<MailShape> {
  const { ok, status, headers } = await fetch(src, { method: "HEAD" });
  if (!ok) throw new Error(`the frame of a mail was answered with ${status}`);
  return headers.get("content-type")?.startsWith("text/html")
    ? {
        kind: "html",
        hasRemotePictures: headers.get(REMOTE_PICTURES_HEADER) === "1",
        pictureIds: (headers.get(OWN_PICTURES_HEADER) ?? "").split(" ").filter(Boolean).map(Number),
      }
    : { kind: "text", isCut: headers.get(QUOTED_TEXT_HEADER) === "1" };
}

/** The theme of the page, which may be the system's. */
function readTheme(): "light" | "dark" {
  const { theme } = document.documentElement.dataset;
  if (theme === "light" || theme === "dark") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
