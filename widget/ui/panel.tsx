/** @jsxImportSource preact */
import { useEffect, useRef, useState } from "preact/hooks";
import type { State } from "@/widget/state/state";
import { Avatars } from "./avatar";
import { useParts } from "./context";
import { EmailForm } from "./email-form";
import { Home } from "./home";
import { Icon } from "./icons";
import { Thread } from "./thread";
import { isFullScreen, useFocus } from "./use-focus";

/** The window of the widget. Escape closes it; on a phone it fills the screen and keeps the focus. */
export function Panel({ state }: { state: State }) {
  const { chat, t } = useParts();
  const panel = useRef<HTMLDivElement>(null);
  const { view, conversations, config } = state;
  const isThread = view.name === "thread";
  const id = isThread ? view.conversationId : null;
  const [asksForEmail, setAsking] = useState(false);
  useFocus(panel, view.name);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form belongs to one conversation
  useEffect(() => setAsking(false), [id, view.name]);

  return (
    <div
      ref={panel}
      class="panel"
      role="dialog"
      aria-modal={isFullScreen()}
      aria-label={config?.title || t("title")}
      tabIndex={-1}
    >
      <header>
        {isThread && conversations.length > 0 && (
          <button
            type="button"
            class="plain"
            aria-label={t("back")}
            onClick={() => chat.show({ name: "home" })}
          >
            <Icon name="back" />
          </button>
        )}
        <Who state={state} id={id} />
        {isThread && id !== null && config?.hasTranscripts && (
          <button
            type="button"
            class="plain"
            title={t("transcript")}
            aria-label={t("transcript")}
            aria-expanded={asksForEmail}
            onClick={() => setAsking(!asksForEmail)}
          >
            <Icon name="mail" />
          </button>
        )}
        <button type="button" class="plain" aria-label={t("close")} onClick={chat.close}>
          <Icon name="down" />
        </button>
      </header>
      {!state.isConnected && (
        <p class="notice" role="status">
          {t("reconnecting")}
        </p>
      )}
      {asksForEmail && id !== null && (
        <EmailForm
          key={id}
          isOnTop
          label={t("transcript")}
          action={t("send")}
          known={state.contact?.email ?? ""}
          failure={t("transcriptFailed")}
          onSubmit={async (email) => {
            await chat.sendTranscript({ conversationId: id, email });
            return t("transcriptSent", { email });
          }}
        />
      )}
      {isThread ? <Thread state={state} id={id} /> : <Home state={state} />}
    </div>
  );
}

/** The member of the conversation, or the inbox and who answers there. */
function Who({ state, id }: { state: State; id: number | null }) {
  const { t } = useParts();
  const { config, conversations } = state;
  const member = id === null ? null : conversations.find((conversation) => conversation.id === id)?.member;
  const members = member ? [member] : (config?.members ?? []);
  return (
    <div class="who">
      {members.length > 0 && <Avatars members={members} />}
      <div class="grow">
        <h1 class="ellipsis">{member?.name || config?.title || t("title")}</h1>
        {config && (
          <p class={config.isOnline ? "presence online" : "presence"}>
            {config.isOnline ? t("online") : t("offline")}
          </p>
        )}
      </div>
    </div>
  );
}
