/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import type { WidgetAttachment, WidgetMessage } from "@/server/contract/channel/widget";
import type { Pending } from "@/widget/state/outbox";
import { useParts } from "./context";
import { Icon } from "./icons";
import { linkify, marked } from "./links";
import { sizeOf, timeOf } from "./times";

/** A stored message. `startsRun`: the one before is somebody else's. */
export function Message({ message, startsRun }: { message: WidgetMessage; startsRun: boolean }) {
  const { t, locale } = useParts();
  if (message.from === "system") return <p class="system">{message.text}</p>;
  const isOwn = message.from === "visitor";
  const name = isOwn ? t("you") : (message.member?.name ?? t("team"));
  return (
    <article class={`message ${isOwn ? "own" : "theirs"}`} data-message={message.id}>
      {!isOwn && startsRun && (
        <span class="who" aria-hidden="true">
          {name}
        </span>
      )}
      <span class="sr">{name}</span>
      {message.deletedAt ? (
        <p class="bubble gone">{t("deleted")}</p>
      ) : (
        <>
          {message.text && <Bubble>{marked(message.pieces ?? [message.text])}</Bubble>}
          <Attachments attachments={message.attachments} />
        </>
      )}
      <span class="meta">
        <time dateTime={message.createdAt}>{timeOf(message.createdAt, locale)}</time>
        {message.editedAt && !message.deletedAt && <span>{t("edited")}</span>}
        {isOwn && (
          <>
            <Icon name="sent" />
            <span class="sr">{t("sent")}</span>
          </>
        )}
      </span>
    </article>
  );
}

const Bubble = ({ children }: { children: ComponentChildren }) => (
  <p class="bubble" dir="auto">
    {children}
  </p>
);

/** A message that the server has not answered: it is tried, or was refused. */
export function PendingMessage({ pending }: { pending: Pending }) {
  const { chat, t } = useParts();
  const { clientId, failure, files, text } = pending;
  return (
    <article class={`message own ${failure === null ? "pending" : "failed"}`}>
      <span class="sr">{t("you")}</span>
      {text && <Bubble>{linkify(text)}</Bubble>}
      <Attachments attachments={files} />
      {failure === null ? (
        <span class="meta">
          <Icon name="clock" />
          {t("sending")}
        </span>
      ) : (
        <span class="meta bad" role="alert">
          {t("failed")} {failure}
          <button type="button" onClick={() => chat.retry(clientId)}>
            {t("retry")}
          </button>
          <button type="button" onClick={() => chat.discard(clientId)}>
            {t("discard")}
          </button>
        </span>
      )}
    </article>
  );
}

function Attachments({ attachments }: { attachments: readonly WidgetAttachment[] }) {
  const { locale } = useParts();
  return (
    <>
      {attachments.map(({ id, name, bytes, contentType, url, thumbnailUrl, width, height }) => (
        <a key={id} class="attachment" {...(url && { href: url })} target="_blank" rel="noopener noreferrer">
          {thumbnailUrl && contentType.startsWith("image/") ? (
            <img
              src={thumbnailUrl}
              alt={name}
              width={width ?? undefined}
              height={height ?? undefined}
              loading="lazy"
            />
          ) : (
            <span class="file">
              <Icon name="file" />
              <span class="ellipsis">{name}</span>
              <small>{sizeOf(bytes, locale)}</small>
            </span>
          )}
        </a>
      ))}
    </>
  );
}
