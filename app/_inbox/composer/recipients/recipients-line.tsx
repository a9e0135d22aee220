"use client";

import { ChevronDown, Forward, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef } from "react";
import { useDraft } from "@/app/_inbox/composer/draft";
import { cn } from "@/app/_lib/class-names";
import { AddressField } from "@/app/_shared/mail/address-field";
import { IconButton } from "@/app/_ui/button";
import { RECIPIENT_KINDS } from "./typed-addresses";
import type { Lists } from "./use-recipients";

/** Whom the mail goes to, in one line that unfolds to its fields; and what it forwards. */
export default function RecipientsLine() {
  const t = useTranslations("composer.mail");
  const { recipients } = useDraft();
  const { isOpen, setOpen, shown, problem, forwards } = recipients;
  const fieldsId = useId();
  const to = useRef<HTMLInputElement>(null);
  const before = useRef(forwards);
  useEffect(() => {
    // Whoever begins to forward has to name somebody.
    if (forwards !== undefined && forwards !== before.current) {
      setOpen(true);
      setTimeout(() => to.current?.focus());
    }
    before.current = forwards;
  }, [forwards, setOpen]);
  return (
    <section ref={recipients.line} aria-label={t("label")} className="px-3.5 pt-1 text-sm">
      {forwards === undefined ? null : (
        <p className="flex items-center gap-1.5 text-warn">
          <Forward size={14} aria-hidden className="shrink-0" />
          <span className="min-w-0 flex-1">{t("forwarding")}</span>
          <IconButton label={t("endForward")} onClick={recipients.endForward}>
            <X size={14} aria-hidden />
          </IconButton>
        </p>
      )}
      {shown ? (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? fieldsId : undefined}
          onClick={recipients.toggle}
          className="flex max-w-full items-center gap-1 rounded-xs text-start text-muted hover:text-fg pointer-coarse:min-h-10"
        >
          <Summary lists={shown} />
          <ChevronDown size={13} aria-hidden className={cn("shrink-0", isOpen && "rotate-180")} />
          <span className="sr-only">{t("change")}</span>
        </button>
      ) : null}
      {isOpen && shown ? <Fields id={fieldsId} shown={shown} to={to} /> : null}
      {problem === null ? null : (
        <p role="status" className={problem === "loading" ? "text-muted" : "text-bad"}>
          {t(`problem.${problem}`)}
        </p>
      )}
    </section>
  );
}

type FieldsProps = { id: string; shown: Lists; to: React.RefObject<HTMLInputElement | null> };

function Fields({ id, shown, to }: FieldsProps) {
  const t = useTranslations("composer.mail");
  const { recipients } = useDraft();
  const { own, change, senderOnly, replyAll, typed } = recipients;
  const present = [...shown.to, ...shown.cc, ...shown.bcc];
  return (
    <div id={id} className="mt-1 flex max-h-56 flex-col gap-0.5 overflow-y-auto border-line border-y py-1">
      {RECIPIENT_KINDS.map((kind) => (
        <AddressField
          key={kind}
          label={t(kind)}
          addresses={shown[kind]}
          present={present}
          own={own}
          onChange={(addresses) => change({ [kind]: addresses })}
          inputRef={kind === "to" ? to : undefined}
          kept={typed.of(kind)}
        />
      ))}
      <p className="flex flex-wrap gap-x-4">
        {senderOnly ? <Choice onClick={senderOnly}>{t("senderOnly")}</Choice> : null}
        {replyAll ? <Choice onClick={replyAll}>{t("replyAll")}</Choice> : null}
      </p>
    </div>
  );
}

const Choice = ({ onClick, children }: { onClick: () => void; children: string }) => (
  <button
    type="button"
    onClick={onClick}
    className="rounded-xs font-medium text-accent underline-offset-2 hover:underline pointer-coarse:py-2"
  >
    {children}
  </button>
);

/** The first recipient, who alone is cut where there is no room; how many others there are, and how many of them unseen. */
function Summary({ lists: { to, cc, bcc } }: { lists: Lists }) {
  const t = useTranslations("composer.mail");
  const [first, ...others] = [...to, ...cc];
  const unseen = bcc.length > 0 ? t("toBcc", { count: bcc.length }) : null;
  if (!first) return <bdi className="truncate">{unseen ?? t("toNobody")}</bdi>;
  const name = first.name === "" ? first.address : `${first.name} <${first.address}>`;
  return (
    <>
      <bdi className="truncate">{t("toLine", { first: name })}</bdi>{" "}
      {others.length > 0 ? <span className="shrink-0">{t("more", { count: others.length })}</span> : null}{" "}
      {unseen ? <span className="shrink-0">· {unseen}</span> : null}
    </>
  );
}
