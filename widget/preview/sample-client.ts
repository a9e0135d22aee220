import type {
  WidgetConfig,
  WidgetFile,
  WidgetMessage,
  WidgetMessageInput,
} from "@/server/contract/channel/widget";
import type { Client } from "@/widget/net/client";
import { conversationOf, NOBODY, type Samples } from "./samples";

type SampleOptions = { samples: Samples; config: () => WidgetConfig };

/** The API of an inbox without a server: what is written stays in this page's memory, and nobody answers. */
export function sampleClient({ samples, config }: SampleOptions): Client {
  const conversations = [...samples.conversations];
  const messages: Record<number, WidgetMessage[]> = { ...samples.messages };
  let contact = NOBODY;
  let nextId = 100;

  function store({ clientId, conversationId, text = "" }: WidgetMessageInput): WidgetMessage {
    const id = conversationId ?? conversations[0]?.id ?? 1;
    const message: WidgetMessage = {
      id: nextId++,
      conversationId: id,
      clientId,
      from: "visitor",
      member: null,
      text,
      attachments: [],
      status: null,
      createdAt: new Date().toISOString(),
      editedAt: null,
      deletedAt: null,
    };
    const thread = [...(messages[id] ?? []), message];
    messages[id] = thread;
    const at = conversations.findIndex((one) => one.id === id);
    const before = at < 0 ? undefined : conversations.splice(at, 1)[0];
    conversations.unshift(conversationOf(thread, before?.member ?? null));
    return message;
  }

  return {
    session: async () => ({ visitor: "preview", contact, config: config(), cursor: "", unread: 0 }),
    conversations: async () => ({ data: [...conversations] }),
    messages: async (id) => ({ data: messages[id] ?? [], before: null }),
    send: async (input) => store(input),
    receipts: async () => null,
    typing: async () => null,
    async contact({ name = contact.name, email = contact.email }) {
      contact = { name, email, isIdentified: false };
      return contact;
    },
    transcript: async () => null,
    poll: () => new Promise(() => {}),
    stream: async () => new Response(new ReadableStream()),
    upload: async (file) => fileOf(file, nextId++),
  };
}

const fileOf = ({ name, type, size }: File, id: number): WidgetFile => ({
  id,
  name,
  contentType: type,
  bytes: size,
  url: null,
  thumbnailUrl: null,
  width: null,
  height: null,
});
