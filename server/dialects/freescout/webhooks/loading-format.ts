import DataLoader from "dataloader";
import type { Services } from "@/server/commands/_run/services";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Event } from "@/server/contract/event/event";
import type { WebhookFormat } from "@/server/contract/webhook/webhook-format";
import { listUnseen, mayBeUnseen, type Newest } from "@/server/dialects/freescout/queries/list-unseen";
import { listAttachments } from "@/server/queries/messages/files";
import { freescout } from "./webhook-format";

type ConversationData = Extract<Event, { resource: { type: "conversation" } }>["data"];

/** As many messages in one statement. */
const BATCH_MAX = 500;

/**
 * FreeScout's format with what an event lacks: whether the newest message of its conversation may be seen yet. One within its
 * undo window, or withdrawn since, is in no body; its own event has it when the window is over.
 */
export function createFreescoutFormat({ database, now }: Pick<Services, "database" | "now">): WebhookFormat {
  const unseen = new DataLoader<Newest, boolean>((newest) => listUnseen(database, newest, now()), {
    cache: false,
    batchScheduleFn: setImmediate,
    maxBatchSize: BATCH_MAX,
  });
  return {
    ...freescout,
    async load(event, accountId) {
      const lastMessage = newestOf(event);
      const isUnseen = lastMessage !== null && (await unseen.load({ accountId, lastMessage }));
      const files = await filesOf(event, accountId);
      const shown = isUnseen ? withoutNewest(event) : event;
      return (current) =>
        freescout.render("", () => shown, {
          ...current,
          urlsOf: (file) => {
            const known = files.find(({ id }) => id === file.id);
            return known ? current.urlsOf(known) : {};
          },
        });
    },
  };

  /** The files that the message of an event shows now. */
  async function filesOf({ resource, data }: Event, accountId: number) {
    if (resource.type !== "message" || !(data as MessageDto).attachments) return [];
    return (await listAttachments(database, accountId, [resource.id])).get(resource.id) ?? [];
  }
}

/** The newest message of a conversation's event, if it may have an undo window. */
function newestOf({ data, resource }: Event) {
  if (resource.type !== "conversation") return null;
  const { lastMessage } = data as ConversationData;
  return lastMessage && mayBeUnseen(lastMessage) ? lastMessage : null;
}

const withoutNewest = (event: Event): Event =>
  ({ ...event, data: { ...(event.data as ConversationData), lastMessage: null } }) as Event; // of the same type
