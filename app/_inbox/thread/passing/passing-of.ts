import type { PassingMessage } from "@/app/_inbox/thread/items/thread-item";
import type { SentCommandDto } from "@/server/contract/message/command-message";
import type { EphemeralMessageDto } from "@/server/contract/message/ephemeral-message";

/** Command and ephemeral messages in order of time. */
export function passingOf(
  commands: readonly SentCommandDto[],
  ephemeral: readonly EphemeralMessageDto[],
): PassingMessage[] {
  const sent = commands.map(({ id, content, contentAttributes, sender, createdAt, ...to }) => ({
    ...{ content, contentAttributes, sender, createdAt },
    id: String(id),
    received: { count: to.acknowledged, of: to.recipients },
  }));
  const passed = ephemeral.map(({ id, content, contentAttributes, sender, sentAt }) => ({
    ...{ id, content, contentAttributes, sender, createdAt: sentAt },
    received: null,
  }));
  return [...sent, ...passed].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}
