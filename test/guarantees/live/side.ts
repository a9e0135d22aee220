import type { IncomingMessage, ServerResponse } from "node:http";
import { setRequestHeader } from "@/server/http/_request/request-headers";
import { openServer, type TestServer } from "@/test/support/clients/live-stream";

export type Side = TestServer & {
  /** For each request, the cursor after which the client wanted to resume. */
  requests: { header: string | undefined; input: string | undefined }[];
  /** While true, every request is answered with 503, as by a proxy during a restart. */
  isDown: boolean;
  refused: number;
  /** Changes the bytes of an answer. */
  alter: (text: string) => string;
};

/** A server whose requests all have `cookie`; `prefix` comes before each answer. */
export async function openSide(
  cookie: string | undefined,
  serve: (req: IncomingMessage, res: ServerResponse) => unknown,
  prefix = "",
): Promise<Side> {
  const requests: Side["requests"] = [];
  const server = await openServer((req, res) => {
    if (side.isDown) {
      side.refused += 1;
      return void res.writeHead(503).end();
    }
    setRequestHeader(req, "cookie", cookie);
    const input = new URL(req.url ?? "", "http://local").searchParams.get("input");
    requests.push({
      header: req.headers["last-event-id"]?.toString(),
      input: input ? JSON.parse(input).json.lastEventId : undefined,
    });
    if (prefix || side.alter !== asIs) changeText(req, res, { before: prefix, alter: side.alter });
    serve(req, res);
  });
  const side: Side = { ...server, requests, isDown: false, refused: 0, alter: asIs };
  return side;
}

const asIs = (text: string): string => text;

/** Changes the text that is written to `res`: uncompressed, and without the chunked encoding, which the hub writes itself. */
function changeText(
  req: IncomingMessage,
  res: ServerResponse,
  { before, alter }: Pick<Side, "alter"> & { before: string },
) {
  setRequestHeader(req, "accept-encoding", undefined);
  if (alter !== asIs) res.useChunkedEncodingByDefault = false;
  const write = res.write.bind(res) as (chunk: Uint8Array) => boolean; // both sides pass chunks only
  let begin = before;
  res.write = (chunk: Uint8Array) => {
    const text = alter(`${begin}${Buffer.from(chunk)}`);
    begin = "";
    return write(Buffer.from(text));
  };
}
