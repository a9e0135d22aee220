import { describe, expect, test } from "vitest";
import { openEvolutionProvider } from "@/test/long/kills/chat/evolution-provider";
import { openWhatsappProvider } from "@/test/long/kills/chat/whatsapp-provider";
import { killWhileChatting } from "@/test/long/kills/kill-while-chatting";

const MESSAGES = Number(process.env["TEST_MESSAGES"] ?? 2_000);
const KILLS = Number(process.env["TEST_KILLS"] ?? 20);
const LIMIT_MS = 1_800_000;

describe.each([
  ["WhatsApp", openWhatsappProvider],
  ["Evolution API", openEvolutionProvider],
])("%s", (name, open) => {
  test.each([
    ["faults of every kind", 0],
    [`faults of every kind and ${KILLS} kills of ours`, KILLS],
  ])(
    `${MESSAGES} messages each way with %s: each is there once or unconfirmed, each tick is the highest receipt`,
    async (_, kills) => {
      const seed = Number(process.env["TEST_SEED"] ?? Date.now());
      process.stdout.write(`chats of ${name}, TEST_SEED=${seed}\n`);
      const figures = await killWhileChatting({ open, messages: MESSAGES, kills, seed });
      process.stdout.write(`chats of ${name}, TEST_SEED=${seed}: ${JSON.stringify(figures)}\n`);
      expect(figures.received).toBeGreaterThanOrEqual(MESSAGES);
    },
    LIMIT_MS,
  );
});
