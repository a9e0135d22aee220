import { createHmac } from "node:crypto";
import { answerQuestions } from "@/bench/lib/child";
import { openSignedPosts, POST_KEY } from "@/bench/lib/worker";
import { bodyOf } from "./events";

/** The least work of a delivery in a loop: two signatures over the bytes, and a POST on a kept-alive connection. */

export type BareQuestion = { port: number; posts: number; inFlight: number };
export type BareAnswer = { seconds: number; failures: number };

answerQuestions(async ({ port, posts, inFlight }: BareQuestion): Promise<BareAnswer> => {
  const posting = openSignedPosts({
    port,
    inFlight,
    bodyOf,
    moreHeaders: (body) => ({
      "X-FreeScout-Event": "convo.customer.reply.created",
      "X-FreeScout-Signature": createHmac("sha1", POST_KEY).update(body).digest("base64"),
    }),
  });
  let next = 0;
  const began = performance.now();
  const loop = async () => {
    while (next++ < posts) await posting.post();
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  const seconds = (performance.now() - began) / 1000;
  posting.close();
  return { seconds, failures: posting.failures() };
});
