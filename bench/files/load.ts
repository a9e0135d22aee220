/** Uploads and downloads files from a separate process, over kept connections. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { answerQuestions } from "@/bench/lib/child";

type Transfer = { port: number; token: string | null; connections: number };
export type LoadQuestion = Transfer &
  (
    | { kind: "upload"; bytes: number; files: number }
    | { kind: "download"; paths: string[]; isHashed: boolean }
  );
/** The paths of what was uploaded, and the digests of what was downloaded, if asked for. */
export type LoadAnswer = {
  seconds: number;
  bytes: number;
  paths: string[];
  sha256: string[];
  failures: string[];
};

const CHUNK_BYTES = 1024 * 1024;
const agent = new Agent({ keepAlive: true });
const uploaded = z.object({ url: z.string(), sha256: z.string().optional() });

/** What every uploaded file consists of, repeated. */
const CHUNK = Buffer.alloc(CHUNK_BYTES, "the bytes of a file, which no server can make smaller; ");

answerQuestions(async (question: LoadQuestion): Promise<LoadAnswer> => {
  const answer: LoadAnswer = { seconds: 0, bytes: 0, paths: [], sha256: [], failures: [] };
  const jobs =
    question.kind === "upload"
      ? Array.from({ length: question.files }, () => () => upload(question, question.bytes, answer))
      : question.paths.map((path) => () => download(question, path, answer));
  const from = performance.now();
  await Promise.all(
    Array.from({ length: question.connections }, async () => {
      for (let job = jobs.pop(); job; job = jobs.pop()) await job();
    }),
  );
  answer.seconds = (performance.now() - from) / 1000;
  return answer;
});

async function upload({ port, token }: Transfer, bytes: number, answer: LoadAnswer): Promise<void> {
  const headers = {
    "content-type": "application/octet-stream",
    "content-length": bytes,
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const req = request({
    port,
    host: "127.0.0.1",
    method: "POST",
    path: "/v1/files?name=x.bin",
    agent,
    headers,
  });
  const responded = new Promise<IncomingMessage>((resolve, reject) => {
    req.on("response", resolve).on("error", reject);
  });
  for (let at = 0; at < bytes; at += CHUNK_BYTES)
    if (!req.write(CHUNK.subarray(0, Math.min(CHUNK_BYTES, bytes - at)))) await drained(req);
  req.end();
  const response = await responded;
  const body = await text(response);
  if (response.statusCode !== 201) return void answer.failures.push(`upload: ${response.statusCode} ${body}`);
  const { url, sha256 } = uploaded.parse(JSON.parse(body));
  if (sha256 !== undefined && sha256 !== digestOf(bytes)) answer.failures.push(`upload: digest ${sha256}`);
  answer.paths.push(new URL(url, "http://x").pathname + new URL(url, "http://x").search);
  answer.bytes += bytes;
}

const drained = (req: ReturnType<typeof request>) => once(req, "drain");

const digests = new Map<number, string>();
function digestOf(bytes: number): string {
  const known = digests.get(bytes);
  if (known !== undefined) return known;
  const hash = createHash("sha256");
  for (let at = 0; at < bytes; at += CHUNK_BYTES)
    hash.update(CHUNK.subarray(0, Math.min(CHUNK_BYTES, bytes - at)));
  const made = hash.digest("hex");
  digests.set(bytes, made);
  return made;
}

async function download(
  { port, isHashed }: Extract<LoadQuestion, { kind: "download" }>,
  path: string,
  answer: LoadAnswer,
): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, host: "127.0.0.1", path, agent }).on("response", resolve).on("error", reject).end();
  });
  const hash = isHashed ? createHash("sha256") : null;
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    hash?.update(chunk);
  }
  if (response.statusCode !== 200) answer.failures.push(`download: ${response.statusCode} of ${path}`);
  answer.bytes += bytes;
  if (hash) answer.sha256.push(hash.digest("hex"));
}
