import { afterAll, beforeAll, expect, test } from "vitest";
import { SUBJECT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { mail } from "@/test/guarantees/laws/entries/messages/mails";
import { createStage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { receiveMail } from "./receive-mail";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("a mail with a long subject is stored, with its subject cut between two characters", async () => {
  const stage = await createStage(world);
  const first = mail("first@mail.example");
  const kept = "x".repeat(SUBJECT_CHARS_MAX - 1);
  const { result } = await stage.run(receiveMail, {
    ...first,
    email: { ...first.email, subject: `${kept}😀` },
    inboxId: stage.inbox.id,
  });
  expect(result.conversation.subject).toBe(kept);
});
