/** @jsxImportSource preact */
import type { WidgetConversation } from "@/server/contract/channel/widget";
import { openConversationOf, type State } from "@/widget/state/state";
import { Avatar } from "./avatar";
import { useParts } from "./context";
import { Icon } from "./icons";
import { shortTimeOf } from "./times";

/** The visitor's conversations, and the way to a new one. */
export function Home({ state }: { state: State }) {
  const { chat, t } = useParts();
  // The server puts what has no conversation into this one.
  const current = openConversationOf(state);
  return (
    <div class="home">
      <button
        type="button"
        class="primary start"
        onClick={() => chat.show({ name: "thread", conversationId: current?.id ?? null })}
      >
        {t(current ? "continueConversation" : "newConversation")}
        <Icon name="send" />
      </button>
      <h2>{t("yourConversations")}</h2>
      <ul>
        {state.conversations.map((conversation) => (
          <li key={conversation.id}>
            <Row conversation={conversation} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Row({ conversation }: { conversation: WidgetConversation }) {
  const { chat, t, locale } = useParts();
  const { id, lastMessage, member, unread, updatedAt } = conversation;
  const text = lastMessage?.text || lastMessage?.attachments[0]?.name || "";
  return (
    <button
      type="button"
      class={unread > 0 ? "conversation unread" : "conversation"}
      onClick={() => chat.show({ name: "thread", conversationId: id })}
    >
      <Avatar member={member ?? { name: t("team"), avatarUrl: null }} />
      <span class="grow">
        <span class="row">
          <b class="ellipsis">{member?.name ?? t("team")}</b>
          <time dateTime={updatedAt}>{shortTimeOf(updatedAt, locale)}</time>
        </span>
        <span class="row">
          <span class="ellipsis" dir="auto">
            {lastMessage?.from === "visitor" && `${t("you")}: `}
            {text}
          </span>
          {unread > 0 && <span class="count">{unread}</span>}
        </span>
      </span>
    </button>
  );
}
