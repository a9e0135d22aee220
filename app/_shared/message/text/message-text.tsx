import { createContext, memo, useContext } from "react";
import { cn } from "@/app/_lib/class-names";
import { useMe } from "@/app/_lib/session/me";
import type { Mention } from "@/server/contract/_shared/dto";
import {
  type Block,
  blocksOf,
  cutAtMentions,
  type Inline,
  isEmojiOnly,
} from "@/server/contract/message/markup";

/** A message's text as elements, never as HTML. Each line has its own direction. Links send no referrer. */
export const MessageText = memo(function MessageText({ text, mentions = NOBODY }: MessageTextProps) {
  return (
    <MentionsContext value={mentions}>
      <div data-message-text className={cn("wrap-anywhere", isEmojiOnly(text) && "text-xl")}>
        {blocksOf(text).map((block) => (
          <BlockView key={block.at} block={block} />
        ))}
      </div>
    </MentionsContext>
  );
});

type MessageTextProps = {
  text: string;
  /** Members whose names are marked after an `@`. */
  mentions?: readonly Mention[] | undefined;
};

const NOBODY: readonly Mention[] = [];
const MentionsContext = createContext(NOBODY);

/** Text with its mentions; a mention of the reader stands out. */
function TextView({ text }: { text: string }) {
  const mentions = useContext(MentionsContext);
  const me = useMe();
  if (mentions.length === 0) return text;
  return cutAtMentions(text, mentions).map(({ text: piece, at, mention }) =>
    mention === null ? (
      piece
    ) : (
      <span
        key={at}
        className={cn(
          "rounded-xs px-0.5 font-semibold text-accent",
          mention.id === me.id && "bg-accent text-on-accent",
        )}
      >
        {piece}
      </span>
    ),
  );
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === "code") {
    return (
      <pre
        dir="ltr"
        className="my-1 whitespace-pre-wrap rounded-s border border-line bg-surface px-2.5 py-1.5 font-mono text-sm"
      >
        {block.text}
      </pre>
    );
  }
  const inlines = <Inlines inlines={block.inlines} />;
  if (block.kind === "item") {
    return (
      <p dir="auto" className="flex gap-2 whitespace-pre-wrap">
        <span className="shrink-0 text-muted">{block.marker}</span>
        <span className="min-w-0">{inlines}</span>
      </p>
    );
  }
  return (
    <p
      dir="auto"
      className={cn(
        // Keeps the height of an empty line.
        "min-h-5 whitespace-pre-wrap",
        block.kind === "quote" && "border-line-strong border-s-2 ps-2.5 text-muted",
      )}
    >
      {inlines}
    </p>
  );
}

function Inlines({ inlines }: { inlines: readonly Inline[] }) {
  return inlines.map((inline) => <InlineView key={inline.at} inline={inline} />);
}

/** A link; beside a label stands where it leads, since a customer may write any label. */
function LinkView({ href, label }: { href: string; label: string | undefined }) {
  return (
    <>
      <a
        href={href}
        title={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
      >
        {label ?? href}
      </a>
      {label === undefined ? null : <span className="text-muted text-sm"> ({new URL(href).host})</span>}
    </>
  );
}

function InlineView({ inline }: { inline: Inline }) {
  switch (inline.kind) {
    case "text":
      return <TextView text={inline.text} />;
    case "code":
      return <code className="rounded-xs border border-line bg-surface px-1 text-sm">{inline.text}</code>;
    case "link":
      return <LinkView href={inline.text} label={inline.label} />;
    case "bold":
      return (
        <strong className="font-semibold">
          <Inlines inlines={inline.inlines} />
        </strong>
      );
    case "italic":
      return (
        <em>
          <Inlines inlines={inline.inlines} />
        </em>
      );
    case "strike":
      return (
        <s>
          <Inlines inlines={inline.inlines} />
        </s>
      );
  }
}
