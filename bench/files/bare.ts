/** The baseline in a separate process: `node:http` that pipes a body to the disk, and a file from the disk. */
import { createReadStream, createWriteStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { answerQuestions } from "@/bench/lib/child";

export type BareQuestion = { folder: string };
export type BareAnswer = { port: number };

let folder = "";
let names = 0;

const server = createServer(async (request, answer) => {
  if (request.method === "POST") {
    const name = String(++names);
    // Flushed, as ours is: an upload that was answered survives a power failure.
    await pipeline(request, createWriteStream(join(folder, name), { flush: true }));
    answer.writeHead(201).end(JSON.stringify({ id: names, url: `/${name}` }));
    return;
  }
  const path = join(folder, String(Number(request.url?.slice(1))));
  answer.writeHead(200, { "content-length": statSync(path).size });
  await pipeline(createReadStream(path), answer);
});
const opened = new Promise<number>((done) => {
  server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port));
});

answerQuestions(async (question: BareQuestion): Promise<BareAnswer> => {
  folder = question.folder;
  return { port: await opened };
});
