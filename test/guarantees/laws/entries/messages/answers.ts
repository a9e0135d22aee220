import { deleteMessage } from "@/server/commands/messages/edit-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { submitValues } from "@/server/dialects/chatwoot/commands/submit-values";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The message of each stage's case that asks for something. */
const subject = new WeakMap<Stage, number>();
const ofSubject = (s: Stage) => ({ messageId: subject.get(s) ?? 0 });
const asked = async (s: Stage) => {
  const contentAttributes = { items: [{ title: "Yes", value: "y" }] };
  const message = { content: "Sure?", contentType: "input_select", contentAttributes };
  subject.set(s, (await s.run(sendMessage, { ...message, conversation: conversation(s) })).result.message.id);
};

export const ANSWER_ENTRIES: Record<string, Entry> = {
  "submit-values": entry(submitValues)({
    cases: [
      {
        title: "of a message that asks for something",
        expect: ["message.updated"],
        given: asked,
        input: (s) => ({ ...ofSubject(s), values: { submitted_values: [{ title: "Yes", value: "y" }] } }),
      },
      {
        title: "the same again",
        expect: "nothing",
        given: async (s) => {
          await asked(s);
          await s.run(submitValues, { ...ofSubject(s), values: { submitted_email: "li@example.test" } });
        },
        input: (s) => ({ ...ofSubject(s), values: { submitted_email: "li@example.test" } }),
      },
      {
        title: "of one that asks for nothing",
        expect: "input.invalid",
        input: (s) => ({ messageId: s.outgoing.id, values: { submitted_values: [] } }),
      },
      {
        title: "of a deleted one",
        expect: "message.deleted",
        given: async (s) => {
          await asked(s);
          await s.run(deleteMessage, ofSubject(s));
        },
        input: (s) => ({ ...ofSubject(s), values: { submitted_values: [] } }),
      },
    ],
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        given: asked,
        input: (_, o) => ({ ...ofSubject(o), values: { submitted_email: "li@example.test" } }),
      },
    ],
  }),
};
