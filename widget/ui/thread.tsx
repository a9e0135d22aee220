/** @jsxImportSource preact */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { WidgetMember, WidgetMessage } from "@/server/contract/channel/widget";
import { pause } from "@/widget/net/backoff";
import type { State } from "@/widget/state/state";
import { Avatar } from "./avatar";
import { Composer } from "./composer";
import { useParts } from "./context";
import { EmailForm } from "./email-form";
import { Message, PendingMessage } from "./message";
import { Questions } from "./questions";
import { dayOf } from "./times";
import { useReading } from "./use-reading";

const NEAR_END_PX = 80;
/** Messages that could not be loaded are tried again after this. */
const RETRY_MS = 5_000;

/** One conversation, or one that begins with its first message: then the inbox's questions come before it. */
export function Thread({ state, id }: { state: State; id: number | null }) {
  const { chat, t } = useParts();
  const { config, contact } = state;
  const [answers, setAnswers] = useState<Record<string, string>>();
  const messages = (id !== null && state.messages[id]) || [];
  const pending = state.pending.filter(({ conversationId }) => conversationId === id);
  const hasFirst = messages.length > 0 || pending.length > 0;
  const questions =
    id === null && !hasFirst && !answers
      ? (config?.questions ?? []).filter(({ kind }) => kind !== "email" || !contact?.email)
      : [];
  const hasLoaded = id === null || state.before[id] !== undefined;
  const [hasFailed, setFailed] = useState(false);
  // The form stays to say that the address was saved.
  const asksForEmail = useRef(false);
  asksForEmail.current ||= contact !== null && !contact.email;

  useEffect(() => {
    if (id === null || hasLoaded || !config || hasFailed) return;
    chat.loadMessages(id).catch(({ isFinal }) => {
      setFailed(true);
      // The conversation is not the visitor's any more, or nothing is: the lists show which.
      const again = isFinal ? chat.reload() : pause(RETRY_MS);
      again.then(
        () => setFailed(false),
        () => {},
      );
    });
  }, [chat, id, hasLoaded, config, hasFailed]);

  return (
    <>
      <MessageList state={state} id={id} messages={messages}>
        {hasFailed && <p class="system">{t("loadFailed")}</p>}
      </MessageList>
      {asksForEmail.current && hasFirst && config && !config.isOnline && (
        <EmailForm
          label={t("emailPrompt")}
          action={t("save")}
          failure={t("saveFailed")}
          onSubmit={async (email) => {
            await chat.changeContact({ email });
            return t("emailSaved", { email });
          }}
        />
      )}
      {questions.length > 0 ? (
        <Questions questions={questions} onDone={setAnswers} />
      ) : (
        <Composer
          id={id}
          takesFocus={answers !== undefined}
          onSend={(text, drafts) =>
            chat.send(
              text,
              drafts.flatMap(({ file }) => (file ? [file] : [])),
              id === null && !hasFirst ? answers : undefined,
            )
          }
        />
      )}
    </>
  );
}

type ListProps = {
  state: State;
  id: number | null;
  messages: WidgetMessage[];
  children: preact.ComponentChildren;
};

function MessageList({ state, id, messages, children }: ListProps) {
  const { chat, t } = useParts();
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const pending = state.pending.filter(({ conversationId }) => conversationId === id);
  const before = id === null ? null : state.before[id];
  const typist = id === null ? null : state.typing[id];
  useReading(list, messages, state.isOpen);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows what is shown
  useLayoutEffect(() => {
    if (list.current && isAtEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [messages, pending.length, typist]);
  useEffect(() => {
    if (!list.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (isAtEnd.current && entry) entry.target.scrollTop = entry.target.scrollHeight;
    });
    observer.observe(list.current);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      ref={list}
      class="messages"
      role="log"
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by the keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
    >
      {id !== null && before ? (
        <button
          type="button"
          class="earlier"
          onClick={() => chat.loadMessages(id, before).catch(reportError)}
        >
          {t("earlier")}
        </button>
      ) : (
        <Welcome state={state} />
      )}
      {messages.map((message, index) => (
        <Entry key={message.id} message={message} before={messages[index - 1]} />
      ))}
      {pending.map((entry) => (
        <PendingMessage key={entry.clientId} pending={entry} />
      ))}
      {children}
      {typist && <Typing member={typist} />}
    </div>
  );
}

function Entry({ message, before }: { message: WidgetMessage; before: WidgetMessage | undefined }) {
  const { t, locale } = useParts();
  const day = dayOf(message.createdAt, locale, t);
  const isNewDay = !before || dayOf(before.createdAt, locale, t) !== day;
  const startsRun =
    isNewDay || before?.from !== message.from || before?.member?.name !== message.member?.name;
  return (
    <>
      {isNewDay && <p class="day">{day}</p>}
      <Message message={message} startsRun={startsRun} />
    </>
  );
}

/** The inbox's first words, above the messages. */
function Welcome({ state: { config } }: { state: State }) {
  const { t } = useParts();
  return (
    <div class="welcome">
      <p dir="auto">{config?.welcome || t("welcome")}</p>
      {config && !config.isOnline && <small>{config.offlineText || t("offlineHint")}</small>}
      {config?.openingHoursText && <small>{config.openingHoursText}</small>}
    </div>
  );
}

function Typing({ member }: { member: WidgetMember }) {
  const { t } = useParts();
  const { name } = member;
  return (
    <div class="typing">
      {name && <Avatar member={member} />}
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span class="sr">{name ? t("isTyping", { name }) : t("someoneTyping")}</span>
    </div>
  );
}
