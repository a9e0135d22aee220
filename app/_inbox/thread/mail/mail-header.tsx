"use client";

import { ChevronDown, Forward, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { cn } from "@/app/_lib/class-names";
import { useTimes } from "@/app/_lib/times/times";
import { useUnfolded } from "@/app/_shared/message/text/folded-text";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { MessageEmail } from "@/server/contract/message/message-email";
import { shownHeader } from "./shown-header";

type MailHeaderProps = { message: MessageDto; email: MessageEmail };

/** The sender and the first recipients of a mail in one line, which unfolds to its whole header. */
export function MailHeader({ message, email: stored }: MailHeaderProps) {
  const t = useTranslations("thread.mail");
  const detailsId = useId();
  const [isUnfolded, toggle] = useUnfolded(`header ${message.id}`);
  const { subject } = useOpenThread();
  const email = shownHeader(stored);
  const isOtherSubject = email.subject !== "" && stored.subject !== subject;
  return (
    <div className="mb-1.5 text-muted text-xs">
      {isOtherSubject && !isUnfolded ? (
        <p className="truncate font-medium text-fg" dir="auto" title={email.subject}>
          {email.subject}
        </p>
      ) : null}
      <button
        type="button"
        aria-expanded={isUnfolded}
        aria-controls={isUnfolded ? detailsId : undefined}
        onClick={toggle}
        className="flex max-w-full items-center gap-1 rounded-xs text-start hover:text-fg pointer-coarse:min-h-10"
      >
        <Summary email={email} />
        <ChevronDown size={12} aria-hidden className={cn("shrink-0", isUnfolded && "rotate-180")} />
        <span className="sr-only">{t("details")}</span>
      </button>
      {isUnfolded ? <Details id={detailsId} message={message} email={email} /> : null}
      <Reach email={email} />
      <Warnings email={email} />
    </div>
  );
}

/** Who wrote to whom: the first recipient, and how many others there are, which is never cut. */
function Summary({ email: { from, to, cc } }: { email: MessageEmail }) {
  const t = useTranslations("thread.mail");
  const [first, ...others] = [...to, ...cc];
  const words = { from: from.name || from.address, to: first ? first.name || first.address : "none" };
  return (
    <>
      <bdi className="truncate">{t("summary", words)}</bdi>{" "}
      {others.length > 0 ? <span className="shrink-0">{t("more", { count: others.length })}</span> : null}
    </>
  );
}

/** That a mail has passed the customer by: to whom it was forwarded, or that somebody else wrote it. */
function Reach({ email: { forwards, isFromOther, to, cc, bcc = [] } }: { email: MessageEmail }) {
  const t = useTranslations("thread.mail");
  if (forwards === undefined && !isFromOther) return null;
  const names = [...to, ...cc, ...bcc].map(({ address }) => address).join(", ");
  return (
    <p className="wrap-anywhere mt-0.5 flex items-start gap-1 font-medium text-fg text-sm">
      <Forward size={13} aria-hidden className="mt-0.5 shrink-0" />
      <bdi>{isFromOther ? t("fromOther") : t("forwardedTo", { names })}</bdi>
    </p>
  );
}

/** What the mail servers found: that somebody else may have written it, or that it is no letter of a person. */
function Warnings({ email: { dmarc, isSpam, isList, isAutoReply, from } }: { email: MessageEmail }) {
  const t = useTranslations("thread.mail");
  const marks = [isSpam && t("isSpam"), isList && t("isList"), isAutoReply && t("isAutoReply")].filter(
    Boolean,
  );
  return (
    <>
      {dmarc === "fail" ? (
        <p className="mt-1 flex items-start gap-1.5 rounded-s bg-warn-soft px-2 py-1 text-sm text-warn">
          <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0" />
          <span className="wrap-anywhere min-w-0">{t("forged", { address: from.address })}</span>
        </p>
      ) : null}
      {marks.length > 0 ? <p className="mt-0.5">{marks.join(" · ")}</p> : null}
    </>
  );
}

/** Where the sender wants answers; nothing if that is at the sender's own address alone. */
const answersTo = ({ from, replyTo, replyToOthers = [] }: MessageEmail) =>
  replyTo || replyToOthers.length > 0 ? [replyTo ?? from, ...replyToOthers] : [];

function Details({ id, message, email }: MailHeaderProps & { id: string }) {
  const t = useTranslations("thread.mail");
  const times = useTimes();
  const lines = [
    { label: t("from"), values: [addressText(email.from)] },
    { label: t("to"), values: email.to.map(addressText) },
    { label: t("cc"), values: email.cc.map(addressText) },
    { label: t("bcc"), values: (email.bcc ?? []).map(addressText) },
    { label: t("replyTo"), values: answersTo(email).map(addressText) },
    { label: t("date"), values: [times.moment(message.sentAt ?? message.createdAt)] },
    { label: t("subject"), values: email.subject === "" ? [] : [email.subject] },
  ];
  return (
    <dl id={id} className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
      {lines
        .filter(({ values }) => values.length > 0)
        .map(({ label, values }) => (
          <div key={label} className="contents">
            <dt>{label}</dt>
            <dd className="wrap-anywhere min-w-0 text-fg">
              <Values values={[...new Set(values)]} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

/** More addresses than these are folded. */
const SHOWN_MAX = 5;

/** Each on a line of its own, of many the first ones and a button for all. */
function Values({ values }: { values: readonly string[] }) {
  const t = useTranslations("thread.mail");
  const [showsAll, setShowsAll] = useState(values.length <= SHOWN_MAX + 1);
  return (
    <>
      {(showsAll ? values : values.slice(0, SHOWN_MAX)).map((value) => (
        <span key={value} dir="auto" className="block">
          {value}
        </span>
      ))}
      {showsAll ? null : (
        <button
          type="button"
          aria-expanded={false}
          onClick={() => setShowsAll(true)}
          className="rounded-xs font-medium text-accent hover:underline pointer-coarse:min-h-10"
        >
          {t("showAll", { count: values.length })}
        </button>
      )}
    </>
  );
}

const addressText = ({ name, address }: MessageEmail["from"]): string =>
  name === "" ? address : `${name} <${address}>`;
